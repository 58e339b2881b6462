import type { WafRequest } from '../../../../tools/local/waf/request';
import { aclOf, noTransformation as TextTransformations, request } from './support';

type Json = Record<string, unknown>;
type Changes = Partial<WafRequest>;

const header = (name: string, value: string): Changes => ({ headers: [[name, value]] });

/** An ACL of one rate rule of ten requests a minute, on a clock of the test's. */
function limited(changes: Json) {
  const clock = { ms: 1_000_000 };
  const rate = { Limit: 10, EvaluationWindowSec: 60, AggregateKeyType: 'IP', ...changes };
  const acl = aclOf([{ Statement: { RateBasedStatement: rate } }], { now: () => clock.ms });
  const send = (change?: Changes): boolean => acl.evaluate(request(change)).allowed;
  return {
    clock,
    send,
    served: (count: number, change?: Changes) =>
      Array.from({ length: count }, () => send(change)).filter(Boolean).length,
  };
}

test('an address is served up to the limit, and again when the window has passed', () => {
  const { clock, served } = limited({});
  expect(served(15)).toBe(10);
  clock.ms += 30_000;
  expect(served(1)).toBe(0);
  // The first fifteen leave the window; the sixteenth, sent while blocked, still counts.
  clock.ms += 31_000;
  expect(served(15)).toBe(9);
  clock.ms += 120_000;
  expect(served(15)).toBe(10);
});

test('the window slides: no second burst at the turn of the minute', () => {
  const { clock, served } = limited({});
  clock.ms = 59_000;
  expect(served(10)).toBe(10);
  clock.ms = 61_000;
  expect(served(10)).toBe(0);
});

test.each<[string, Json, Changes, Changes]>([
  ['IP', {}, { clientIp: '192.0.2.1' }, { clientIp: '192.0.2.2' }],
  [
    'FORWARDED_IP',
    {
      AggregateKeyType: 'FORWARDED_IP',
      ForwardedIPConfig: { HeaderName: 'X-Forwarded-For', FallbackBehavior: 'NO_MATCH' },
    },
    header('x-forwarded-for', '192.0.2.7, 192.0.2.8'),
    header('x-forwarded-for', '192.0.2.8, 192.0.2.7'),
  ],
  [
    'Header',
    keys({ Header: { Name: 'Authorization', TextTransformations } }),
    header('authorization', 'a'),
    header('authorization', 'b'),
  ],
  [
    'Header, transformed',
    keys({ Header: { Name: 'authorization', TextTransformations: [{ Priority: 0, Type: 'LOWERCASE' }] } }),
    header('authorization', 'a'),
    header('authorization', 'b'),
  ],
  [
    'Cookie',
    keys({ Cookie: { Name: 'sid', TextTransformations } }),
    header('cookie', 'sid=1; x=2'),
    header('cookie', 'sid=2; x=2'),
  ],
  [
    'QueryArgument',
    keys({ QueryArgument: { Name: 'key', TextTransformations } }),
    { query: 'KEY=1&b=2' },
    { query: 'key=2' },
  ],
  ['QueryString', keys({ QueryString: { TextTransformations } }), { query: 'a' }, { query: 'b' }],
  ['HTTPMethod', keys({ HTTPMethod: {} }), { method: 'GET' }, { method: 'POST' }],
  ['UriPath', keys({ UriPath: { TextTransformations } }), { path: '/a' }, { path: '/b' }],
  ['IP and HTTPMethod', keys({ IP: {} }, { HTTPMethod: {} }), { clientIp: '192.0.2.1' }, { clientIp: '192.0.2.2' }],
  [
    'ForwardedIP',
    {
      ...keys({ ForwardedIP: {} }),
      ForwardedIPConfig: { HeaderName: 'x-forwarded-for', FallbackBehavior: 'NO_MATCH' },
    },
    header('x-forwarded-for', '192.0.2.7'),
    header('x-forwarded-for', '192.0.2.8'),
  ],
])('each value of %s is counted by itself', (_, rate, one, other) => {
  const { served } = limited(rate);
  expect([served(11, one), served(11, other)]).toEqual([10, 10]);
});

function keys(...CustomKeys: Json[]): Json {
  return { AggregateKeyType: 'CUSTOM_KEYS', CustomKeys };
}

test('values that run together are still two keys', () => {
  const twoHeaders = keys(
    { Header: { Name: 'a', TextTransformations } },
    { Header: { Name: 'b', TextTransformations } },
  );
  const { served } = limited(twoHeaders);
  const pair = (a: string, b: string): Changes => ({
    headers: [
      ['a', a],
      ['b', b],
    ],
  });
  expect([served(10, pair('x', '1:y')), served(10, pair('x1:', 'y'))]).toEqual([10, 10]);
});

test.each<[string, Json, Changes]>([
  ['a header', keys({ Header: { Name: 'authorization', TextTransformations } }), {}],
  ['one of two keys', keys({ IP: {} }, { Cookie: { Name: 'sid', TextTransformations } }), header('cookie', 'x=1')],
  ['a query string', keys({ QueryString: { TextTransformations } }), {}],
  ['a label', keys({ LabelNamespace: { Namespace: 'none:' } }), {}],
])('a request without %s is not counted at all', (_, rate, change) =>
  expect(limited(rate).served(50, change)).toBe(50),
);

test.each([
  ['MATCH', 0],
  ['NO_MATCH', 50],
])('a forwarded address that is none falls back to %s', (FallbackBehavior, expected) => {
  const rate = {
    AggregateKeyType: 'FORWARDED_IP',
    ForwardedIPConfig: { HeaderName: 'x-forwarded-for', FallbackBehavior },
  };
  expect(limited(rate).served(50, header('x-forwarded-for', 'unknown'))).toBe(expected);
});

test('only what is in scope is counted and stopped', () => {
  const ScopeDownStatement = {
    ByteMatchStatement: {
      FieldToMatch: { UriPath: {} },
      PositionalConstraint: 'STARTS_WITH',
      SearchString: '/transfers',
      TextTransformations,
    },
  };
  const { served } = limited({ ScopeDownStatement });
  expect([
    served(20, { path: '/accounts' }),
    served(20, { path: '/transfers' }),
    served(20, { path: '/accounts' }),
  ]).toEqual([20, 10, 20]);
  expect(
    limited({ AggregateKeyType: 'CONSTANT', ScopeDownStatement }).served(11, {
      path: '/transfers',
      clientIp: '192.0.2.3',
    }),
  ).toBe(10);
});

test('labels of earlier rules can be the key', () => {
  const acl = aclOf([
    {
      Action: { Count: {} },
      RuleLabels: [{ Name: 'kind:paying' }],
      Statement: {
        ByteMatchStatement: {
          FieldToMatch: { UriPath: {} },
          PositionalConstraint: 'EXACTLY',
          SearchString: '/pay',
          TextTransformations,
        },
      },
    },
    {
      Statement: {
        RateBasedStatement: {
          Limit: 10,
          AggregateKeyType: 'CUSTOM_KEYS',
          CustomKeys: [{ LabelNamespace: { Namespace: 'kind:' } }],
        },
      },
    },
  ]);
  const served = (path: string): number =>
    Array.from({ length: 20 }, () => acl.evaluate(request({ path })).allowed).filter(Boolean).length;
  expect([served('/pay'), served('/other')]).toEqual([10, 20]);
});

test('however many keys a client makes up, memory stays bounded and the count of a steady one survives', () => {
  const { clock, served, send } = limited({});
  for (let index = 0; index < 25_000; index += 1) {
    send({ clientIp: `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}` });
    if (index % 1_000 === 0) clock.ms += 10;
  }
  expect(served(11, { clientIp: '192.0.2.200' })).toBe(10);
});

test.each<[string, Json, string]>([
  ['a limit WAF refuses', { Limit: 9 }, 'Limit: got 9'],
  ['a window WAF refuses', { EvaluationWindowSec: 30 }, 'EvaluationWindowSec: got 30'],
  ['CONSTANT without a scope', { AggregateKeyType: 'CONSTANT' }, 'got CONSTANT without ScopeDownStatement'],
  ['custom keys without keys', { AggregateKeyType: 'CUSTOM_KEYS' }, 'got CUSTOM_KEYS without CustomKeys'],
  [
    'a key that is not known',
    keys({ JA4Fingerprint: { FallbackBehavior: 'MATCH' } }),
    'CustomKeys: got JA4Fingerprint',
  ],
  ['a forwarded address from nowhere', { AggregateKeyType: 'FORWARDED_IP' }, 'without ForwardedIPConfig'],
])('%s stops the start', (_, rate, message) => expect(() => limited(rate)).toThrow(message));
