import { provider, startDynamo } from '../../../../tools/local/dynamo';
import type { Placed, Stack, World } from '../../../../tools/local/types';

const stack = { name: 'wallet-data', region: 'eu-west-1' } as Stack;
const properties = {
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  BillingMode: 'PAY_PER_REQUEST',
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  SSESpecification: { KMSMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] }, SSEEnabled: true },
};
const table = (more: Record<string, unknown> = {}): Placed => ({
  stack,
  logicalId: 'Accounts',
  type: 'AWS::DynamoDB::Table',
  properties: { ...properties, ...more },
});

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
let world: World;

beforeAll(async () => {
  dynamo = await startDynamo();
  world = {
    endpoints: { AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint },
    resolve: (_: Stack, value: unknown) => {
      // A key that only encrypts must not be brought up.
      expect(JSON.stringify(value)).not.toContain('GetAtt');
      return Promise.resolve(JSON.stringify(value) === '{"Ref":"AWS::AccountId"}' ? '111122223333' : value);
    },
  } as unknown as World;
});
afterAll(() => dynamo.stop());

test('makes the table and says what it is called', async () => {
  await expect(provider(table({ TableName: 'accounts' }), world)).resolves.toEqual({
    ref: 'accounts',
    attributes: { Arn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/accounts' },
  });
});

test('a table without a name is called after its stack and logical id', async () => {
  await expect(provider(table(), world)).resolves.toMatchObject({ ref: 'wallet-data-Accounts' });
});

test('a property that would change behaviour stops the start with its name', async () => {
  await expect(provider(table({ StreamSpecification: {} }), world)).rejects.toThrow(
    /got StreamSpecification, which is not modelled/,
  );
});

test("DynamoDB's own refusal is passed on with the place", async () => {
  await expect(provider(table({ TableName: 'keyless', KeySchema: [] }), world)).rejects.toThrow(
    /wallet-data\/Accounts .* DynamoDB refuses the table: /,
  );
});
