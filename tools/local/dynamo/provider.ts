import { placeOf, propertiesOf } from '../check';
import { LocalError, type Provider } from '../types';

/** What decides how a table behaves, passed on to CreateTable as it stands in the template. */
const honoured = [
  'AttributeDefinitions',
  'BillingMode',
  'GlobalSecondaryIndexes',
  'KeySchema',
  'LocalSecondaryIndexes',
  'ProvisionedThroughput',
  'TableName',
];

/** What protects or accounts for a table in an account and changes no answer on a laptop. */
const withoutEffect = [
  'ContributorInsightsSpecification',
  'DeletionProtectionEnabled',
  'OnDemandThroughput',
  'PointInTimeRecoverySpecification',
  'ResourcePolicy',
  'SSESpecification',
  'TableClass',
  'Tags',
  'TimeToLiveSpecification',
  'WarmThroughput',
];

/** Creates the table of an AWS::DynamoDB::Table on the endpoint in `world.endpoints`. */
export const provider: Provider = async (resource, world) => {
  const { stack, logicalId } = resource;
  const place = placeOf(resource);
  const endpoint = world.endpoints.AWS_ENDPOINT_URL_DYNAMODB;
  if (endpoint === undefined) throw new LocalError(`${place}: no DynamoDB stand-in runs (AWS_ENDPOINT_URL_DYNAMODB)`);

  // Only these are resolved: a key that encrypts the table need not exist here.
  const used = propertiesOf(resource, { honoured, withoutEffect });
  const properties = (await world.resolve(stack, used)) as Record<string, unknown>;
  const { TableName: given } = properties;
  const name = typeof given === 'string' ? given : `${stack.name}-${logicalId}`;
  await createTable(endpoint, { ...properties, TableName: name }, place);

  const account = String(await world.resolve(stack, { Ref: 'AWS::AccountId' }));
  return { ref: name, attributes: { Arn: `arn:aws:dynamodb:${stack.region}:${account}:table/${name}` } };
};

async function createTable(endpoint: string, request: Record<string, unknown>, place: string): Promise<void> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'x-amz-target': 'DynamoDB_20120810.CreateTable', 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify(request),
  });
  if (response.ok) return;
  const { message } = (await response.json()) as { message?: string };
  throw new LocalError(`${place}: DynamoDB refuses the table: ${message ?? response.status}`);
}
