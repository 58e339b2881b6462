import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isServed } from '../../lambda/guard/routes';
import { checked, routesOf, routeTable, scopesOf, services, servicesOf, type ServiceRoute } from '../../lib/routes';

const row = {
  method: 'GET',
  path: '/things',
  scope: 'things.read',
  action: 'listThings',
  throttle: { rate: 1, burst: 1 },
} as const;
const rows = (...changes: object[]): readonly ServiceRoute[] =>
  changes.map(change => ({ ...row, service: 'things', ...change }));

describe('the route table', () => {
  test('holds the rows of every service', () => expect(routeTable).toHaveLength(Object.values(services).flat().length));

  test('every folder under lambda/ with routes of its own is a service of the table', () => {
    const lambda = join(__dirname, '..', '..', 'lambda');
    const folders = readdirSync(lambda).filter(name => name !== 'guard' && existsSync(join(lambda, name, 'routes.ts')));
    expect(Object.keys(services).sort()).toEqual(folders.sort());
  });

  test('every action names one row: it is the name of the handler and of the construct', () =>
    expect(new Set(routeTable.map(({ action }) => action)).size).toBe(routeTable.length));

  test('the scopes are those of its rows, each once', () =>
    expect(scopesOf({ profile: 'consumer', ingress: 'edge' })).toEqual([
      'accounts.read',
      'sessions.write',
      'transfers.read',
      'transfers.write',
    ]));

  test('a service is there where a row of it is', () => {
    for (const profile of ['consumer', 'managed', 'partner'] as const)
      for (const ingress of ['edge', 'regional'] as const)
        expect([...servicesOf({ profile, ingress }).values()].flat()).toEqual(routesOf({ profile, ingress }));
  });

  test.each([
    [{}, 'consumer', 'regional', true],
    [{ profiles: ['managed', 'partner'] }, 'consumer', 'edge', false],
    [{ profiles: ['managed', 'partner'] }, 'partner', 'edge', true],
    [{ ingresses: ['edge'] }, 'partner', 'regional', false],
    [{ profiles: ['managed'], ingresses: ['edge'] }, 'managed', 'edge', true],
  ] as const)('a row that says %j in %s/%s: %s', (says, profile, ingress, served) =>
    expect(isServed(says, profile, ingress)).toBe(served),
  );

  test('takes a public row with a reason', () => {
    const { scope: _, ...rest } = row;
    const open = [{ ...rest, service: 'things', auth: null, reason: 'App links are fetched by the operating system.' }];
    expect(checked(open as readonly ServiceRoute[])).toEqual(open);
  });
});

test.each<[what: string, rows: readonly ServiceRoute[], refusal: RegExp]>([
  ['the same row twice', rows({}, {}), /GET \/things: the same route as GET \/things of things/],
  [
    'two names for one parameter',
    rows({ path: '/things/{a}' }, { path: '/things/{b}' }),
    /GET \/things\/\{b\}: the same route as GET \/things\/\{a\}/,
  ],
  [
    'a greedy parameter',
    rows({ path: '/{proxy+}' }),
    /the path takes lower-case segments and \{parameters\}, no greedy one/,
  ],
  ['a path with capitals', rows({ path: '/Things' }), /the path takes lower-case segments/],
  ['no scope', rows({ scope: '' }), /scope: got "", takes a dotted name such as accounts\.read/],
  ['a scope with its prefix', rows({ scope: 'wallet/things.read' }), /scope: got "wallet\/things\.read"/],
  ['no reason for a public row', rows({ auth: null, reason: 'public' }), /auth: null takes a written reason/],
  ['the enrolment door for all', rows({ door: 'enrol' }), /door: 'enrol' takes profiles: \['managed'\]/],
  ['no rate', rows({ throttle: { rate: 0, burst: 1 } }), /throttle: got rate 0, burst 1; takes a rate over 0/],
  ['a burst under one request', rows({ throttle: { rate: 1, burst: 0.5 } }), /throttle: got rate 1, burst 0\.5/],
])('%s is refused with the row', (_, table, refusal) => {
  expect(() => checked(table)).toThrow(refusal);
  expect(() => checked(table)).toThrow(/^lambda\/things\/routes\.ts: GET /);
});
