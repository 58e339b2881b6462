import * as z from 'zod';
import { guard, type GuardOptions } from '../../../lambda/guard/guard';
import { contract, input } from '../../../lambda/guard/contract';
import { operation, ownWallet } from '../../../lambda/guard/operation';
import { Problem, unavailable } from '../../../lambda/guard/problem';
import { recorder } from '../../../lambda/guard/record';
import type { AccountStore } from '../../../lambda/accounts/logic';
import { operations } from '../../../lambda/accounts/operations';
import { routes } from '../../../lambda/accounts/routes';
import { authority, identity, leaf } from './support/certificates';
import { httpApiEvent, printed, restApiEvent, type Call } from './support/events';
import { authorizer, off } from './support/service';
import * as tokens from './support/tokens';

const account = {
  accountId: 'a-1',
  owner: 'alice',
  currency: 'EUR',
  balanceMinor: 5,
  createdAt: '2026-01-01T00:00:00Z',
};
const working: AccountStore = {
  read: async id => (id === account.accountId ? account : undefined),
  listOf: async () => ({ accounts: [account], more: false }),
};
const failing = (error: unknown): AccountStore => {
  // What is thrown need not be an Error.
  const fail = async () => {
    throw error;
  };
  return { read: fail, listOf: fail };
};

let edge: string;
let hop: GuardOptions['hop'];
beforeAll(async () => {
  const ours = await authority();
  edge = await leaf(ours);
  hop = { authorities: [ours.certificate], identity };
});

const token: GuardOptions['token'] = {
  issuer: tokens.issuer,
  clientIds: [tokens.clientId],
  resourceServer: 'wallet',
  keys: tokens.keys(),
};
const alice = tokens.signed(tokens.accessClaims('alice', 'accounts.read'));
const list = 'GET /accounts';
const base = (): GuardOptions => ({
  profile: 'consumer',
  ingress: 'edge',
  routes,
  operations: operations(working),
  hop,
  door: {},
  token,
  binding: off,
  revocation: { list: { read: async () => [] } },
  proof: { store: undefined, publicOrigin: 'https://api.example.com' },
  replay: { store: undefined },
  policy: { authorizer },
  maxBodyBytes: 512,
  recorder: recorder(),
});

/** Runs one call through the whole guard and gives its answer, its log lines and its metrics. */
async function run(call: Partial<Call>, store = working, other: Partial<GuardOptions> = {}) {
  process.env['POWERTOOLS_SERVICE_NAME'] = 'accounts';
  process.env['POWERTOOLS_METRICS_NAMESPACE'] = 'Portcullis';
  let response: { statusCode: number; headers: Readonly<Record<string, string>>; body: string } | undefined;
  const lines = await printed(async () => {
    response = await guard({ ...base(), operations: operations(store), ...other })(
      httpApiEvent({ route: list, certificate: edge, token: alice, ...call }),
    );
  });
  if (response === undefined) throw new Error('no answer');
  const printedObjects = lines.map(line => JSON.parse(line) as Record<string, unknown>);
  return {
    ...response,
    json: JSON.parse(response.body) as Record<string, unknown>,
    lines,
    log: printedObjects.filter(line => 'message' in line),
    metrics: printedObjects.filter(line => '_aws' in line),
  };
}

test('serves the caller of the token, whatever the gateway says who calls', async () => {
  const { statusCode, headers, json, log, metrics } = await run({});
  expect(statusCode).toBe(200);
  expect(headers).toEqual({
    'cache-control': 'no-store',
    'content-type': 'application/json',
    'x-content-type-options': 'nosniff',
    'x-correlation-id': 'edge-1',
  });
  const { owner: _owner, ...seen } = account;
  expect(json).toEqual({ accounts: [seen] });
  expect(log).toMatchObject([
    {
      message: 'served',
      layer: 'service',
      route: list,
      sub: 'alice',
      status: 200,
      requestId: 'gateway-1',
      edgeRequestId: 'edge-1',
      service: 'accounts',
    },
  ]);
  expect(metrics).toEqual([]);
});

const none = undefined;
const refusals: readonly [stage: string, status: number, code: string, call: () => Partial<Call>][] = [
  ['hop', 403, 'hop_certificate_missing', () => ({ certificate: none })],
  ['hop', 403, 'hop_certificate_missing', () => ({ certificate: none, token: none, route: 'GET /nowhere' })],
  ['route', 404, 'route_unknown', () => ({ route: '$default' })],
  ['route', 404, 'route_unknown', () => ({ route: 'DELETE /accounts', token: none })],
  ['route', 404, 'route_unknown', () => ({ route: '__proto__' })],
  ['door', 403, 'door_wrong', () => ({ headers: { 'portcullis-door': 'enrol' } })],
  ['door', 403, 'door_wrong', () => ({ headers: { 'portcullis-door': 'api,api' } })],
  ['token', 401, 'token_missing', () => ({ token: none })],
  ['token', 401, 'token_missing', () => ({ token: none, query: { limit: '-1' } })],
  ['token', 401, 'token_missing', () => ({ token: none, query: { access_token: alice } })],
  ['token', 403, 'token_missing_scope', () => ({ token: tokens.signed(tokens.accessClaims('alice')) })],
  ['schema', 400, 'input_invalid', () => ({ query: { limit: '-1' } })],
  ['policy', 404, 'not_found', () => ({ route: 'GET /accounts/{accountId}', path: { accountId: 'b-1' } })],
];

test.each(refusals)('%s refuses: %i %s', async (stage, status, code, call) => {
  const { statusCode, headers, json, log, metrics } = await run(call());
  expect(statusCode).toBe(status);
  expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  expect(headers['x-correlation-id']).toBe('edge-1');
  expect(json).toMatchObject({
    type: 'about:blank',
    title: expect.any(String),
    status,
    code,
    detail: expect.any(String),
  });
  const line = {
    message: 'refused',
    layer: 'service',
    stage,
    code,
    status,
    requestId: 'gateway-1',
    edgeRequestId: 'edge-1',
  };
  expect(log).toMatchObject([line]);
  expect(metrics).toMatchObject([
    {
      Refused: 1,
      Stage: stage,
      _aws: { CloudWatchMetrics: [{ Namespace: 'Portcullis', Dimensions: [['service', 'Stage']] }] },
    },
  ]);
});

describe('a fault', () => {
  test('of the code is a bare 500, and stands in the log', async () => {
    const { statusCode, body, log, metrics } = await run({}, failing(new TypeError('table portcullis-secret-7')));
    expect(statusCode).toBe(500);
    expect(body).not.toMatch(/TypeError|portcullis-secret-7|\.ts/);
    expect(log).toMatchObject([
      {
        level: 'ERROR',
        message: 'failed',
        code: 'internal_error',
        stage: 'handler',
        error: { message: 'table portcullis-secret-7' },
      },
    ]);
    expect(metrics).toMatchObject([{ Failed: 1 }]);
  });

  test.each([['text'], [undefined], [{ status: 200 }]])('that is no error (%p) is a bare 500 too', async thrown => {
    expect((await run({}, failing(thrown))).statusCode).toBe(500);
  });

  test('of the store is a 503 that says when to come back', async () => {
    const { statusCode, headers, body, log } = await run(
      {},
      failing(unavailable('store_unavailable', new Error('ECONNREFUSED'))),
    );
    expect(statusCode).toBe(503);
    expect(headers['retry-after']).toMatch(/^\d+$/);
    expect(body).not.toContain('ECONNREFUSED');
    expect(log).toMatchObject([{ message: 'refused', code: 'store_unavailable', error: { message: 'ECONNREFUSED' } }]);
  });

  test.each([
    ['nothing', undefined],
    ['an empty event', {}],
    ['a load balancer', { httpMethod: 'GET', path: '/accounts', headers: {}, requestContext: { elb: {} } }],
    ['payload 1.0 without its lists', { ...restApiEvent({ route: list }), multiValueHeaders: undefined }],
  ])('of the set-up: %s for an event is a bare 500', async (_what, event) => {
    const lines = await printed(async () => {
      expect((await guard(base())(event)).statusCode).toBe(500);
    });
    expect(lines.join('\n')).toContain('"stage":"event"');
  });
});

describe('the audit', () => {
  const fields = (line: Record<string, unknown> | undefined) => {
    const { level: _level, timestamp: _time, service: _service, sampling_rate: _rate, ...audit } = line ?? {};
    return audit;
  };

  test('says who did what to what from where, what decided, and under which id to look further', async () => {
    const token = tokens.signed({ ...tokens.accessClaims('alice', 'accounts.read'), origin_jti: 'session-1' });
    const one = { route: 'GET /accounts/{accountId}', path: { accountId: 'a-1' }, token };
    const { log, headers } = await run(one);
    expect(log.map(fields)).toEqual([
      {
        message: 'served',
        layer: 'service',
        decision: 'allowed',
        status: 200,
        stage: 'handler',
        route: 'GET /accounts/{accountId}',
        sub: 'alice',
        clientId: tokens.clientId,
        sessionId: 'session-1',
        action: 'readAccount',
        resource: 'Account::"a-1"',
        policies: ['owner-only'],
        correlationId: headers['x-correlation-id'],
        requestId: 'gateway-1',
        edgeRequestId: 'edge-1',
      },
    ]);
  });

  test('says of a refusal at which stage, and what was known by then', async () => {
    const { log } = await run({ token: none });
    expect(log.map(fields)).toEqual([
      {
        message: 'refused',
        layer: 'service',
        decision: 'denied',
        status: 401,
        code: 'token_missing',
        stage: 'token',
        route: list,
        action: 'listAccounts',
        correlationId: 'edge-1',
        requestId: 'gateway-1',
        edgeRequestId: 'edge-1',
      },
    ]);
  });

  test.each(['POWERTOOLS_LOG_LEVEL', 'LOG_LEVEL'])('is not turned down by %s', async name => {
    process.env[name] = 'SILENT';
    try {
      expect((await run({})).log).toHaveLength(1);
    } finally {
      delete process.env[name];
    }
  });
});

test('no token, certificate, key or body ever reaches the log or the metrics', async () => {
  const pasted = `-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----`;
  const leaky = failing(new Error(`cannot parse ${alice} nor ${edge} nor ${pasted}`));
  const problem = failing(new Problem({ status: 503, code: 'x', detail: 'x', cause: new Error(alice) }));
  const calls: readonly [Partial<Call>, AccountStore?][] = [
    [{}],
    [{}, leaky],
    [{}, problem],
    [{ token: tokens.forged(tokens.accessClaims('alice', 'accounts.read')) }],
    [{ token: tokens.confused(tokens.accessClaims('alice', 'accounts.read')) }],
    [{ headers: { authorization: alice } }],
    [{ certificate: edge.slice(0, -200) }],
    [{ query: { limit: alice } }],
    [{ query: { [alice]: '1' } }],
    [{ body: { note: 'private-note' } }],
    [{ body: `{"key": "${pasted}`, route: 'GET /accounts' }],
  ];
  for (const [call, store] of calls) {
    const { lines, log } = await run(call, store);
    expect(log).toHaveLength(1);
    const all = lines.join('\n');
    expect(all).not.toMatch(/eyJ|BEGIN|MII|MHcC|private-note|Bearer/);
  }
});

describe('a stage is turned off by null and a reason only', () => {
  const checks = ['hop', 'door', 'token', 'binding', 'revocation', 'proof', 'replay', 'policy'];

  test.each(checks.flatMap(name => [undefined, null, false, ''].map(value => [name, value] as const)))(
    '%s: %j does not start',
    (name, value) => {
      expect(() => guard({ ...base(), [name]: value })).toThrow(`guard: ${name}: got nothing`);
    },
  );

  test.each(
    checks.flatMap(name =>
      [{ check: null }, { ...off, reason: 'none' }, { ...off, check: false }].map(value => [name, value] as const),
    ),
  )('%s: %j does not start', (name, value) => {
    expect(() => guard({ ...base(), [name]: value })).toThrow('check: null takes a written reason');
  });

  test('the hop off: a call without a certificate is served', async () => {
    expect((await run({ certificate: none }, working, { hop: off })).statusCode).toBe(200);
  });

  test('the token off: nobody calls, so nothing is served', async () => {
    expect((await run({}, working, { token: off })).statusCode).toBe(500);
  });
});

test('a REST API is answered the same', async () => {
  const call = { route: list, certificate: edge, token: alice, query: { limit: '5' } };
  let [rest, http]: unknown[] = [];
  await printed(async () => {
    [rest, http] = await Promise.all([restApiEvent, httpApiEvent].map(event => guard(base())(event(call))));
  });
  expect(rest).toMatchObject({ statusCode: 200 });
  expect(rest).toEqual(http);
});

test('pages of the web client may read answers and refusals, where the guard is told of one', async () => {
  const told = {
    'access-control-allow-origin': 'https://app.example.com',
    'access-control-expose-headers': expect.stringContaining('dpop-nonce'),
    vary: 'origin',
  };
  for (const call of [{}, { token: 'none' }]) {
    const { headers } = await run(call, working, { webOrigin: 'https://app.example.com' });
    expect(headers).toMatchObject(told);
    expect((await run(call)).headers).not.toHaveProperty('access-control-allow-origin');
  }
});

test('a row of another profile or ingress is not there', async () => {
  const elsewhere = routes.map(row => ({ ...row, profiles: ['partner' as const] }));
  const one = { ...base(), routes: [...elsewhere.slice(0, 1), ...routes.slice(1)] };
  expect((await run({}, working, one)).json).toMatchObject({ code: 'route_unknown' });
  // There it is, and the policies refuse who comes without a certificate.
  expect((await run({}, working, { ...one, profile: 'partner' })).json).toMatchObject({ code: 'device_required' });
});

test('an operation that does not look at its caller is not run without one either', async () => {
  const answers = jest.fn(async () => ({ body: {} }));
  const of = contract({
    summary: 'Careless.',
    input: input({}),
    answer: { status: 200, description: '', body: z.object({}) },
    problems: {},
    example: { input: {}, answer: {} },
  });
  const careless = { ...operations(working), listAccounts: operation(of, ownWallet, answers) };
  expect((await run({}, working, { token: off, operations: careless })).statusCode).toBe(500);
  expect(answers).not.toHaveBeenCalled();
});

describe('does not start when the routes and operations differ', () => {
  test('an action without an operation', () => {
    const { listAccounts: _gone, ...others } = operations(working);
    expect(() => guard({ ...base(), operations: others })).toThrow('listAccounts is missing');
  });

  test('an operation without an action', () => {
    expect(() => guard({ ...base(), routes: routes.slice(1) })).toThrow('listAccounts is no action');
  });

  test('a route twice', () => {
    expect(() => guard({ ...base(), routes: [...routes, ...routes] })).toThrow('route: takes');
  });

  test('a row of the enrolment door, while the door is not checked', () => {
    const enrols = routes.map(row => ({ ...row, door: 'enrol' as const }));
    expect(() => guard({ ...base(), routes: enrols, door: off })).toThrow(
      'guard: door: off, while listAccounts needs it',
    );
  });
});

test('calls at the same time keep their metrics and subjects apart', async () => {
  const lines = await printed(async () => {
    const run = guard(base());
    await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        run(httpApiEvent({ route: list, certificate: at % 2 === 0 ? edge : '', token: at % 4 === 0 ? alice : none })),
      ),
    );
  });
  const metrics = lines.map(line => JSON.parse(line) as Record<string, unknown>).filter(line => '_aws' in line);
  const count = (stage: string) => metrics.filter(line => line['Stage'] === stage).length;
  expect([count('hop'), count('token'), metrics.length]).toEqual([25, 12, 37]);
});
