import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { customResource, type CustomResource } from '../../../lambda/custom-resource';

interface Put {
  readonly method: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
}

let server: Server;
let puts: Put[];
/** Statuses with which the next answers are met; 200 when there is none left. */
let statuses: number[];
let log: jest.SpyInstance;

beforeEach(async () => {
  puts = [];
  statuses = [];
  log = jest.spyOn(console, 'log').mockReturnValue();
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', chunk => (body += chunk));
    request.on('end', () => {
      const { method, headers } = request;
      puts.push({ method, headers, body: JSON.parse(body) as Record<string, unknown> });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  jest.restoreAllMocks();
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
});

const event = (change: object = {}): CloudFormationCustomResourceEvent => ({
  RequestType: 'Create',
  ServiceToken: 'arn',
  ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?X-Amz-Signature=SECRET`,
  StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/example/1',
  RequestId: 'request-1',
  ResourceType: 'Custom::Thing',
  LogicalResourceId: 'Thing',
  ResourceProperties: { ServiceToken: 'arn' },
  ...change,
});

const within = (ms: number) => {
  const end = Date.now() + ms;
  return { getRemainingTimeInMillis: () => end - Date.now() };
};

const made = async () => ({ physicalId: 'thing-1', attributes: { Colour: 'red' } });
const thing = (change: Partial<CustomResource> = {}): CustomResource => ({
  apply: made,
  remove: async () => 'gone',
  ...change,
});

test('answers a create with the id and the attributes, once', async () => {
  await customResource(thing())(event(), within(30_000));
  expect(puts.map(({ body }) => body)).toEqual([
    {
      Status: 'SUCCESS',
      PhysicalResourceId: 'thing-1',
      Data: { Colour: 'red' },
      StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/example/1',
      RequestId: 'request-1',
      LogicalResourceId: 'Thing',
    },
  ]);
});

test('the answer has no content type: the URL is signed for a request without one', async () => {
  await customResource(thing())(event(), within(30_000));
  expect(puts[0]).toMatchObject({ method: 'PUT', headers: { 'content-length': expect.any(String) } });
  expect(puts[0]?.headers).not.toHaveProperty('content-type');
  expect(puts[0]?.headers).not.toHaveProperty('transfer-encoding');
});

describe('a resource that fails is answered FAILED, under the id it has,', () => {
  const failing = thing({
    apply: () => Promise.reject(new TypeError('it\nbroke')),
    remove: () => Promise.reject(new Error('still here')),
  });

  test.each([
    ['Create', {}, 'Thing:never-made', 'TypeError: it broke'],
    ['Update', { PhysicalResourceId: 'thing-0' }, 'thing-0', 'TypeError: it broke'],
    ['Delete', { PhysicalResourceId: 'thing-0' }, 'thing-0', 'still here'],
  ])('%s', async (RequestType, change, PhysicalResourceId, Reason) => {
    await customResource(failing)(event({ RequestType, ...change }), within(30_000));
    expect(puts[0]?.body).toMatchObject({ Status: 'FAILED', PhysicalResourceId, Reason });
  });
});

test('an update is told the id, and may change it', async () => {
  const apply = jest.fn(made);
  await customResource(thing({ apply }))(
    event({ RequestType: 'Update', PhysicalResourceId: 'thing-0' }),
    within(30_000),
  );
  expect(apply).toHaveBeenCalledWith(expect.objectContaining({ physicalId: 'thing-0', logicalId: 'Thing' }));
  expect(puts[0]?.body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'thing-1' });
});

test('a delete says what was left', async () => {
  await customResource(thing())(event({ RequestType: 'Delete', PhysicalResourceId: 'thing-0' }), within(30_000));
  expect(puts[0]?.body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'thing-0', Reason: 'gone' });
});

test('answers before Lambda ends it, and stops what was going on', async () => {
  let aborted = false;
  const endless = thing({
    async apply({ signal }) {
      signal.addEventListener('abort', () => (aborted = true));
      await sleep(60_000, undefined, { signal });
      throw new Error('unreachable');
    },
  });
  await customResource(endless)(event(), within(8_100));
  expect(puts[0]?.body).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringMatching(/^not finished after .* longer timeout$/),
  });
  expect(aborted).toBe(true);
});

describe('a denial', () => {
  const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });

  test('that passes is IAM being slow: the resource is made', async () => {
    const apply = jest.fn(made).mockRejectedValueOnce(denied).mockRejectedValueOnce(denied);
    await customResource(thing({ apply }), { forMs: 1_000, pauseMs: 5 })(event(), within(30_000));
    expect(apply).toHaveBeenCalledTimes(3);
    expect(puts.map(({ body }) => body['Status'])).toEqual(['SUCCESS']);
  });

  test('that lasts is one', async () => {
    const apply = jest.fn(() => Promise.reject(denied));
    await customResource(thing({ apply }), { forMs: 50, pauseMs: 5 })(event(), within(30_000));
    expect(puts[0]?.body).toMatchObject({ Status: 'FAILED', Reason: 'AccessDeniedException: no' });
  });
});

describe('the answer', () => {
  test('is put again while CloudFormation does not take it', async () => {
    statuses = [503, 500];
    await customResource(thing())(event(), within(30_000));
    expect(puts).toHaveLength(3);
  });

  test('that is never taken makes Lambda repeat the call, without saying where it went', async () => {
    statuses = [503, 503, 503];
    const error: unknown = await customResource(thing())(event(), within(30_000)).catch((cause: unknown) => cause);
    expect(String(error)).toBe('Error: CloudFormation did not take the answer in 3 tries, the last one: status 503');
  });

  test('that cannot be sent says so, without saying where to', async () => {
    const gone = event({ ResponseURL: 'http://127.0.0.1:1/answer?X-Amz-Signature=SECRET' });
    const error: unknown = await customResource(thing())(gone, within(30_000)).catch((cause: unknown) => cause);
    expect(String(error)).toMatch(/the last one: \w+/);
    expect(String(error)).not.toMatch(/SECRET|127\.0\.0\.1/);
  });

  test('over 4,096 bytes, which CloudFormation drops in silence, becomes a failure that says so', async () => {
    const apply = async () => ({ physicalId: 'thing-1', attributes: { Much: 'x'.repeat(5_000) } });
    await customResource(thing({ apply }))(event(), within(30_000));
    expect(puts[0]?.body).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'thing-1' });
    expect(puts[0]?.body['Reason']).toMatch(/^the answer has 5\d\d\d bytes, CloudFormation takes 4096/);
  });

  test('with an endless reason is cut, not dropped', async () => {
    const apply = () => Promise.reject(new Error('y'.repeat(9_000)));
    await customResource(thing({ apply }))(event(), within(30_000));
    expect(puts[0]?.body).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/^y{900}$/) });
  });
});

test('what is logged is one line without the ResponseURL', async () => {
  await customResource(thing())(event(), within(30_000));
  expect(log).toHaveBeenCalledTimes(1);
  const line = String(log.mock.calls[0]?.[0]);
  expect(JSON.parse(line)).toMatchObject({ level: 'INFO', message: 'custom resource', LogicalResourceId: 'Thing' });
  expect(line).not.toMatch(/SECRET|127\.0\.0\.1|http/);
});
