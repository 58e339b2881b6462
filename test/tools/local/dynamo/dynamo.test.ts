import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactGetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { startDynamo } from '../../../../tools/local/dynamo';

const accounts: CreateTableCommandInput = {
  TableName: 'accounts',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'owner', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byOwner',
      KeySchema: [
        { AttributeName: 'owner', KeyType: 'HASH' },
        { AttributeName: 'id', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};
const transfers: CreateTableCommandInput = {
  TableName: 'transfers',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
};

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
let client: DynamoDBDocumentClient;

beforeEach(async () => {
  dynamo = await startDynamo();
  const base = new DynamoDBClient({
    endpoint: dynamo.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  client = DynamoDBDocumentClient.from(base);
  await base.send(new CreateTableCommand(accounts));
  await base.send(new CreateTableCommand(transfers));
  await put('a', 100);
  await put('b', 0);
});

afterEach(async () => {
  client.destroy();
  await dynamo.stop();
});

const put = (id: string, balance: unknown) =>
  client.send(new PutCommand({ TableName: 'accounts', Item: { id, owner: 'alice', balance } }));

const balance = async (id: string): Promise<unknown> =>
  (await client.send(new GetCommand({ TableName: 'accounts', Key: { id } }))).Item?.['balance'];

const items = (
  id: string,
  amount: number,
  more: NonNullable<TransactWriteCommandInput['TransactItems']> = [],
): NonNullable<TransactWriteCommandInput['TransactItems']> => [
  {
    Put: {
      TableName: 'transfers',
      Item: { id, amount },
      ConditionExpression: 'attribute_not_exists(id)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  },
  {
    Update: {
      TableName: 'accounts',
      Key: { id: 'a' },
      UpdateExpression: 'SET balance = balance - :n',
      ConditionExpression: 'balance >= :n',
      ExpressionAttributeValues: { ':n': amount },
    },
  },
  {
    Update: {
      TableName: 'accounts',
      Key: { id: 'b' },
      UpdateExpression: 'SET balance = balance + :n',
      ConditionExpression: 'attribute_exists(id)',
      ExpressionAttributeValues: { ':n': amount },
    },
  },
  ...more,
];

const transact = (TransactItems: NonNullable<TransactWriteCommandInput['TransactItems']>, token?: string) =>
  client.send(new TransactWriteCommand({ TransactItems, ClientRequestToken: token }));

const cancelled = async (call: Promise<unknown>): Promise<TransactionCanceledException> => {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TransactionCanceledException);
  return error as TransactionCanceledException;
};

describe('single calls', () => {
  test('a query over a global secondary index gives its items in order', async () => {
    const { Items } = await client.send(
      new QueryCommand({
        TableName: 'accounts',
        IndexName: 'byOwner',
        KeyConditionExpression: '#o = :o',
        ExpressionAttributeNames: { '#o': 'owner' },
        ExpressionAttributeValues: { ':o': 'alice' },
      }),
    );
    expect(Items?.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  test('a failed condition returns the item when asked to', async () => {
    const call = client.send(
      new UpdateCommand({
        TableName: 'accounts',
        Key: { id: 'a' },
        UpdateExpression: 'SET balance = :zero',
        ConditionExpression: 'balance < :zero',
        ExpressionAttributeValues: { ':zero': 0 },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    await expect(call).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      Item: { id: { S: 'a' }, balance: { N: '100' } },
    });
  });

  test('an unknown table, a wrong key and an unknown operation are refused as DynamoDB refuses them', async () => {
    await expect(client.send(new GetCommand({ TableName: 'nowhere', Key: { id: 'a' } }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(client.send(new GetCommand({ TableName: 'accounts', Key: { other: 'a' } }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    const response = await fetch(dynamo.endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'DynamoDB_20120810.ExecuteStatement' },
      body: '{}',
    });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('UnknownOperation')]);
  });

  test('a body that is no JSON is refused', async () => {
    const headers = { 'x-amz-target': 'DynamoDB_20120810.GetItem' };
    const response = await fetch(dynamo.endpoint, { method: 'POST', headers, body: '{' });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('SerializationException')]);
  });
});

describe('TransactWriteItems', () => {
  test('writes all of it', async () => {
    await transact(items('t1', 30));
    expect([await balance('a'), await balance('b')]).toEqual([70, 30]);
  });

  test('writes none of it when one condition fails, and gives the reasons in order', async () => {
    const error = await cancelled(transact(items('t1', 101)));
    expect(error.CancellationReasons?.map(({ Code }) => Code)).toEqual(['None', 'ConditionalCheckFailed', 'None']);
    expect(error.message).toContain('[None, ConditionalCheckFailed, None]');
    expect([await balance('a'), await balance('b')]).toEqual([100, 0]);
    expect((await client.send(new GetCommand({ TableName: 'transfers', Key: { id: 't1' } }))).Item).toBeUndefined();
  });

  test('returns the item a condition met only where asked to', async () => {
    await transact(items('t1', 30));
    const error = await cancelled(transact(items('t1', 90)));
    expect(error.CancellationReasons).toMatchObject([
      { Code: 'ConditionalCheckFailed', Item: { id: { S: 't1' }, amount: { N: '30' } } },
      { Code: 'ConditionalCheckFailed' },
      { Code: 'None' },
    ]);
    expect(error.CancellationReasons?.[1]?.Item).toBeUndefined();
  });

  test('undoes what it wrote when a later update cannot be applied', async () => {
    await put('b', 'not a number');
    const error = await cancelled(transact(items('t1', 30)));
    expect(error.CancellationReasons?.map(({ Code }) => Code)).toEqual(['None', 'None', 'ValidationError']);
    expect([await balance('a'), await balance('b')]).toEqual([100, 'not a number']);
    expect((await client.send(new GetCommand({ TableName: 'transfers', Key: { id: 't1' } }))).Item).toBeUndefined();
  });

  test('checks a condition on an item it does not write, and deletes', async () => {
    await put('c', 0);
    const check = (limit: number) => ({
      ConditionCheck: {
        TableName: 'accounts',
        Key: { id: 'c' },
        ConditionExpression: 'balance = :n',
        ExpressionAttributeValues: { ':n': limit },
      },
    });
    await cancelled(transact(items('t1', 1, [check(1)])));
    await transact(items('t1', 1, [check(0)]));
    expect(await balance('c')).toBe(0);
    await transact([{ Delete: { TableName: 'accounts', Key: { id: 'c' } } }]);
    expect(await balance('c')).toBeUndefined();
  });

  test('the same token and items succeed without being applied again', async () => {
    await transact(items('t1', 30), 'token');
    await transact(items('t1', 30), 'token');
    expect(await balance('a')).toBe(70);
  });

  test('the same token with other items is refused', async () => {
    await transact(items('t1', 30), 'token');
    await expect(transact(items('t1', 31), 'token')).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
  });

  test('a failed transaction does not use its token up', async () => {
    await cancelled(transact(items('t1', 101), 'token'));
    await put('a', 101);
    await transact(items('t1', 101), 'token');
    expect(await balance('a')).toBe(0);
  });

  test.each<[string, NonNullable<TransactWriteCommandInput['TransactItems']>]>([
    ['nothing', []],
    ['one item twice', [...items('t1', 1), { Delete: { TableName: 'accounts', Key: { id: 'a' } } }]],
    ['a syntax error', [{ Delete: { TableName: 'accounts', Key: { id: 'a' }, ConditionExpression: 'balance ==' } }]],
    [
      'more than 100',
      Array.from({ length: 101 }, (_, n) => ({ Put: { TableName: 'transfers', Item: { id: `${n}` } } })),
    ],
  ])('refuses %s', async (_, list) => {
    await expect(transact(list)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('60 at once, of which 20 can be paid for, conserve money; reads see whole transactions', async () => {
    await put('a', 20);
    const totals: unknown[] = [];
    const read = async () => {
      const { Responses } = await client.send(
        new TransactGetCommand({
          TransactItems: ['a', 'b'].map(id => ({ Get: { TableName: 'accounts', Key: { id } } })),
        }),
      );
      const [a, b] = Responses?.map(({ Item }) => Number(Item?.['balance'])) ?? [];
      totals.push((a ?? Number.NaN) + (b ?? Number.NaN));
    };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 60 }, (_, n) =>
        Promise.all([transact(items(`t${n}`, 1)), n % 10 === 0 ? read() : undefined]),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    expect([await balance('a'), await balance('b')]).toEqual([0, 20]);
    expect(new Set(totals)).toEqual(new Set([20]));
  });

  test('50 racing for one key: one wins', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => transact(items('same', 1))));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await balance('a')).toBe(99);
  });
});

test('TransactGetItems gives an empty answer for an item that is not there', async () => {
  const { Responses } = await client.send(
    new TransactGetCommand({
      TransactItems: ['a', 'z'].map(id => ({ Get: { TableName: 'accounts', Key: { id } } })),
    }),
  );
  expect(Responses).toEqual([{ Item: { id: 'a', owner: 'alice', balance: 100 } }, {}]);
});
