import { described } from '../../../tools/openapi/document';
import { observed } from '../../../tools/openapi/observed';

/** What a running chain answered, held against the document. `npm start` and `portcullis drill` do it with every answer of theirs. */

const edge = { profile: 'consumer', ingress: 'edge', appLinks: {}, resourceServer: 'wallet' } as const;
const json = 'application/json';
const problem = (status: number, code: string) =>
  JSON.stringify({ type: 'about:blank', title: 'No', status, detail: 'No.', code });

function faultsOf(
  [method, path]: readonly [string, string],
  [status, contentType, body]: readonly [number, string | undefined, string],
  setup: Parameters<typeof described>[0] = edge,
): readonly string[] {
  const seen = observed(described(setup));
  seen.see(method, path, { status, contentType, body });
  return seen.faults();
}

const list = ['GET', '/accounts?limit=5'] as const;
const stray = ['GET', '/admin'] as const;
const noRoute = '{"message":"Not Found"}';

test.each([
  ['what the operation answers', list, [200, json, '{"accounts":[]}']],
  ['a problem of the guard', list, [401, 'application/problem+json', problem(401, 'token_expired')]],
  ['what the gateway says of a token', list, [401, json, '{"message":"Unauthorized"}']],
  ['the page of the edge', list, [403, 'text/html', '<p>no']],
  ['no body', ['DELETE', '/sessions/current'], [204, undefined, '']],
  ['a path that is none, with the gateway’s words', stray, [404, json, noRoute]],
] as const)('%s is in the document', (_what, asked, answer) => {
  expect(faultsOf(asked, answer)).toEqual([]);
});

test.each([
  ['another status', list, [418, json, '{}'], 'GET /accounts answers 418, which the document does not: {}'],
  ['another type', list, [200, 'text/plain', 'hello'], 'GET /accounts answers 200 as text/plain'],
  ['another body', list, [200, json, '{"accounts":7}'], '/accounts must be array'],
  ['a problem of another route', list, [401, 'application/problem+json', problem(401, 'step_up_required')], '/code'],
  ['a body where there is none', ['DELETE', '/sessions/current'], [204, json, '{}'], 'with a body'],
  ['a path that is none, and was served', stray, [200, json, '{}'], 'GET /admin answers 200'],
] as const)('%s is not, and told', (_what, asked, answer, told) => {
  expect(faultsOf(asked, answer)).toEqual([expect.stringContaining(told)]);
});

test('a regional API has words of its own', () => {
  const regional = { ...edge, ingress: 'regional' } as const;
  const refused = [401, 'application/problem+json', problem(401, 'token_refused')] as const;
  expect(faultsOf(list, refused, regional)).toEqual([]);
  expect(faultsOf(list, refused)).toHaveLength(1);
  const unknown = [404, 'application/problem+json', problem(404, 'route_unknown')] as const;
  expect(faultsOf(stray, unknown, regional)).toEqual([]);
});

test('says how many of the documented answers were given, and the same fault once', () => {
  const seen = observed(described(edge));
  for (const path of ['/accounts/a-1', '/accounts/b-2'])
    seen.see('GET', path, { status: 404, contentType: 'application/problem+json', body: problem(404, 'not_found') });
  for (const path of ['/a', '/b']) seen.see('GET', path, { status: 500, contentType: json, body: '{}' });
  expect(seen.counts().seen).toBe(1);
  expect(seen.counts().documented).toBeGreaterThan(50);
  expect(seen.faults()).toHaveLength(1);
});
