import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { invoke } from '../../../lambda/aws/invoke';

/** Lambda as far as Invoke goes: answers as the test says, and counts. */
let server: Server;
let answer: { status: number; headers?: Record<string, string>; body: string };
let calls: { url: string | undefined; body: string; authorization: string | undefined }[];
const before = { ...process.env };

beforeAll(async () => {
  const note = async (request: IncomingMessage): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { authorization } = request.headers;
    calls.push({ url: request.url, body: Buffer.concat(chunks).toString(), authorization });
  };
  server = createServer(
    (request, response) =>
      void note(request).then(() => response.writeHead(answer.status, answer.headers).end(answer.body)),
  );
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
});
beforeEach(() => (calls = []));
afterAll(async () => {
  process.env = before;
  await new Promise(resolve => server.close(resolve));
});

const ask = () => invoke('eu-west-1', 'wallet-certificates', { action: 'daily' });

test('calls the function by name, signed, and gives its answer', async () => {
  answer = { status: 200, body: '{"ok":true}' };
  await expect(ask()).resolves.toEqual({ ok: true });
  expect(calls).toEqual([
    {
      url: '/2015-03-31/functions/wallet-certificates/invocations',
      body: '{"action":"daily"}',
      authorization: expect.stringContaining('/eu-west-1/lambda/aws4_request'),
    },
  ]);
});

test('a function that fails is a failure, in its own words', async () => {
  answer = { status: 200, headers: { 'x-amz-function-error': 'Unhandled' }, body: '{"errorMessage":"no CA"}' };
  await expect(ask()).rejects.toThrow('wallet-certificates failed: no CA');
});

test.each([403, 404, 429, 500])('status %i is a failure, and the call is not made twice', async status => {
  answer = { status, headers: { 'x-amzn-errortype': 'SomeException' }, body: '{}' };
  await expect(ask()).rejects.toThrow(`wallet-certificates: Lambda answers ${status} SomeException`);
  expect(calls).toHaveLength(1);
});

test('what is no JSON is a failure', async () => {
  answer = { status: 200, body: 'yes' };
  await expect(ask()).rejects.toThrow(SyntaxError);
});
