import { LocalError, type Placed, type Provider } from '../types';

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
const withoutEffectHere = [
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
  for (const name of Object.keys(resource.properties))
    if (!honoured.includes(name) && !withoutEffectHere.includes(name))
      throw new LocalError(
        `${where(resource)}: property ${name} is not modelled; the local chain takes ${honoured.join(', ')}`,
      );

  const endpoint = world.endpoints['AWS_ENDPOINT_URL_DYNAMODB'];
  if (endpoint === undefined)
    throw new LocalError(`${where(resource)}: no DynamoDB stand-in runs (AWS_ENDPOINT_URL_DYNAMODB)`);

  const used = Object.fromEntries(Object.entries(resource.properties).filter(([name]) => honoured.includes(name)));
  const properties = (await world.resolve(stack, used)) as Record<string, unknown>;
  const { TableName: given } = properties;
  const name = typeof given === 'string' ? given : `${stack.name}-${logicalId}`;
  await createTable(endpoint, { ...properties, TableName: name }, where(resource));

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

const where = ({ stack, logicalId }: Placed): string => `${stack.name}/${logicalId} (AWS::DynamoDB::Table)`;
