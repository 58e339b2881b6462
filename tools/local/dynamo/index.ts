import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEngine, DynamoError, isOperation, type Engine, type Request } from './engine';
import { createLock } from './lock';
import { createTransactions } from './transactions';

export { provider } from './provider';

/**
 * DynamoDB on loopback: dynalite's actions behind the JSON protocol, with the transactions it lacks. Single calls share
 * a lock that a transaction takes alone, so a transaction is all or nothing and isolated.
 */
export async function startDynamo(): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const engine = createEngine();
  const perform = performer(engine);
  const server = createServer((request, response) => void serve(perform, request, response));
  // The SDK keeps connections open between calls; Node's 5 s default would race with its next request.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async stop() {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await engine.stop();
    },
  };
}

type Perform = (operation: string, request: Request) => Promise<Request>;

function performer(engine: Engine): Perform {
  const lock = createLock();
  const transactions = createTransactions(engine);
  return (operation, request) => {
    if (operation === 'TransactWriteItems') return lock.exclusive(() => transactions.write(request));
    if (operation === 'TransactGetItems') return lock.exclusive(() => transactions.get(request));
    if (!isOperation(operation))
      throw new DynamoError({ __type: 'com.amazon.coral.service#UnknownOperationException' });
    const parsed = engine.parse(operation, request);
    if (request['ReturnValuesOnConditionCheckFailure'] !== 'ALL_OLD')
      return lock.shared(() => engine.act(operation, parsed));
    return lock.exclusive(async () => {
      const { item, conditionHolds } = await engine.inspect(parsed);
      try {
        return await engine.act(operation, parsed);
      } catch (error) {
        if (conditionHolds || !(error instanceof DynamoError) || item === undefined) throw error;
        throw new DynamoError({ ...error.body, Item: item });
      }
    });
  };
}

const maxRequestBytes = 16 * 1024 * 1024;

async function serve(perform: Perform, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = (status: number, body: Request): void => {
    const text = JSON.stringify(body);
    response.writeHead(status, {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
  };
  try {
    const [, operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
    answer(200, await perform(operation, await readJson(request)));
  } catch (error) {
    if (error instanceof DynamoError) answer(error.statusCode, error.body);
    else answer(500, { __type: 'com.amazon.coral.service#InternalServerError', message: String(error) });
  }
}

async function readJson(request: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxRequestBytes) throw new DynamoError({ __type: 'com.amazon.coral.service#SerializationException' });
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Request;
  } catch {
    throw new DynamoError({ __type: 'com.amazon.coral.service#SerializationException' });
  }
}
