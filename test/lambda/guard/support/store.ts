import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, ScanCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { documentClient } from '../../../../lambda/guard/store';
import { keyed, tables } from '../../../../tools/fuzz/tables';
import { startDynamo } from '../../../../tools/local/dynamo';

type Table = 'accounts' | 'transfers' | 'idempotency' | 'proofs' | 'revocations';

const account = (owner: string, accountId: string, balanceMinor: number, currency = 'EUR') => ({
  accountId,
  owner,
  currency,
  balanceMinor,
  createdAt: '2026-01-01T00:00:00.000Z',
});

export interface Database {
  readonly client: DynamoDBDocumentClient;
  put(...of: Parameters<typeof account>): Promise<void>;
  all(table: Table): Promise<Record<string, unknown>[]>;
  balances(): Promise<Record<string, number>>;
  empty(table: Table): Promise<void>;
  stop(): Promise<void>;
}

const made = [...tables, keyed('idempotency', 'id')];

/** DynamoDB on loopback with the tables of the services and the guard, reached by the client that the services use. */
export async function database(): Promise<Database> {
  const dynamo = await startDynamo();
  const { endpoint } = dynamo;
  const admin = new DynamoDBClient({ endpoint, region: 'local', credentials });
  for (const table of made) await admin.send(new CreateTableCommand(table));
  admin.destroy();
  // Two hundred calls at once wait for one loopback store here; each function would have DynamoDB to itself.
  const client = clientAt(endpoint, 15_000);
  const all: Database['all'] = async table => (await client.send(new ScanCommand({ TableName: table }))).Items ?? [];
  return {
    client,
    all,
    async put(...of) {
      await client.send(new PutCommand({ TableName: 'accounts', Item: account(...of) }));
    },
    async balances() {
      const accounts = await all('accounts');
      return Object.fromEntries(accounts.map(item => [String(item['accountId']), Number(item['balanceMinor'])]));
    },
    async empty(table) {
      const [id] = made.find(({ TableName }) => TableName === table)?.KeySchema ?? [];
      const name = String(id?.AttributeName);
      for (const { [name]: value } of await all(table))
        await client.send(new DeleteCommand({ TableName: table, Key: { [name]: value } }));
    },
    async stop() {
      client.destroy();
      await dynamo.stop();
    },
  };
}

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** The services' own client, pointed at an endpoint as the local chain does it: by the environment. */
export function clientAt(endpoint: string, patience?: number): DynamoDBDocumentClient {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  });
  return documentClient(patience);
}

/** A store that takes connections and never answers, or begins an answer that never ends. Counts the connections. */
export async function silentStore(drips = false) {
  const connections: Socket[] = [];
  const server = createServer(socket => {
    connections.push(socket);
    socket.on('error', () => {});
    if (!drips) return;
    socket.write('HTTP/1.1 200 OK\r\n');
    const drip = setInterval(() => socket.write('x-more: 1\r\n'), 200);
    socket.on('close', () => clearInterval(drip));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    connections: () => connections.length,
    async stop() {
      for (const socket of connections) socket.destroy();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
