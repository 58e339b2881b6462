import { stripVTControlCharacters } from 'node:util';
import { table } from '../../../../tools/prove/report/table';
import { api, reportFrom, ruleFor, rulesWith, type Drawn } from './support';
import type { Resources } from '../rules/fixtures';

const draw = (fixture: Resources, drawn?: Drawn): string => table(reportFrom(fixture, drawn), { color: false });
const routes = ['GET /accounts', 'POST /transfers'];

test('a gap at a glance: the route, each way to it, and what to do', () => {
  const text = draw(api(routes, 'api.example.com'), {
    said: { waf: ({ hops, route }) => (hops[0]?.kind === 'domain' || route.key === routes[1] ? 'stands' : 'missing') },
  });
  expect(text).toMatchInlineSnapshot(`
   "route                                              tls  waf  gateway  auth  service  watch  verdict
   wallet
     GET /accounts                                    ✓    ✗    ✓        ✓     ✓        ✓      gap
       via default endpoint                           ✓    ✗    ✓        ✓     ✓        ✓
       via api.example.com                            ✓    ✓    ✓        ✓     ✓        ✓
     POST /transfers                                  ✓    ✓    ✓        ✓     ✓        ✓      complete

   ✓ stands   ✗ missing

   1. missing  waf/fixed: waf is missing
      where  app / Api (AWS::ApiGatewayV2::Api)
             app.template.json
      why    An attack that waf stops.
      mend   Mend waf.
      on     GET /accounts
             through default endpoint

   gap: 2 routes (1 complete, 1 gap), 1 finding
   "
  `);
});

test('all is well: no ways, no findings', () => {
  const text = draw(api(routes, 'api.example.com'));
  expect(text).toMatchInlineSnapshot(`
   "route                                              tls  waf  gateway  auth  service  watch  verdict
   wallet
     GET /accounts                                    ✓    ✓    ✓        ✓     ✓        ✓      complete
     POST /transfers                                  ✓    ✓    ✓        ✓     ✓        ✓      complete

   ✓ stands

   complete: 2 routes
   "
  `);
});

test('nothing is wider than 100 columns, whatever names are like', () => {
  const long = `GET /organizations/{organizationId}/accounts/{accountId}/${'statements/'.repeat(8)}{statementId}`;
  const rules = rulesWith({ auth: () => 'weak', waf: () => 'missing' }).map(rule =>
    rule.layer === 'auth'
      ? { ...rule, reason: 'word '.repeat(60), fix: `https://example.com/${'a'.repeat(180)}` }
      : rule,
  );
  const text = draw(api([long], `${'sub.'.repeat(30)}example.com`), { rules, policy: { profile: 'managed' } });
  for (const line of text.split('\n')) expect([line, line.length <= 100]).toEqual([line, true]);
  expect(text).toContain('client');
  expect(text.replaceAll(/\s+/g, '')).toContain(long.replaceAll(' ', ''));
});

test('colour is for terminals, and says nothing that a sign does not', () => {
  const report = reportFrom(api(routes), { said: { waf: () => 'weak', auth: () => 'unproven' } });
  const [plain, painted] = [table(report, { color: false }), table(report, { color: true })];
  expect(plain).not.toContain('\u001b');
  expect(stripVTControlCharacters(painted)).toBe(plain);
});

test('text of a template cannot steer the terminal', () => {
  const text = draw(api(['GET /\u001b[2Jaccounts\r\n'], 'api\u0007.example.com'), { said: { waf: () => 'weak' } });
  expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});

test('references are told as people write them', () => {
  const rules = [
    ...rulesWith({}),
    {
      ...ruleFor('waf', () => 'weak'),
      check: ({ api: { where } }) => [
        { status: 'weak' as const, where, says: 'got ⟦app/Acl.Arn⟧, ⟦?parameter Acl has no value⟧' },
      ],
    },
  ] satisfies Drawn['rules'];
  expect(draw(api(routes), { rules })).toContain('got Acl.Arn, (unknown: parameter Acl has no value)');
});

test('most serious first; one finding for all the routes it is on', () => {
  const text = draw(api(['GET /a', 'GET /b', 'GET /c', 'GET /d', 'GET /e', 'GET /f']), {
    said: { tls: () => 'unproven', waf: () => 'weak', service: () => 'missing' },
  });
  expect(text.match(/^\d\. \w+ +\S+/gm)).toEqual([
    '1. missing  service/fixed:',
    '2. weak     waf/fixed:',
    '3. unproven tls/fixed:',
  ]);
  expect(text).toContain('on     6 routes: GET /a, GET /b, GET /c, GET /d and 2 more');
});

test('what was decided is shown with its reason', () => {
  const text = draw(api(routes), {
    said: { waf: () => 'missing', tls: () => 'weak' },
    policy: {
      external: [{ layer: 'watch', reason: 'the platform team watches' }],
      waivers: [
        { id: 'W-1', rule: 'waf/fixed', reason: 'moves to CloudFront', expires: '2026-12-31' },
        { id: 'W-2', rule: 'tls/fixed', route: 'GET /accounts', reason: 'one old client', expires: '2026-11-30' },
      ],
    },
  });
  expect(text).toContain('waived   waf/fixed on 2 routes: moves to CloudFront (W-1, until 2026-12-31)');
  expect(text).toContain('waived   tls/fixed on 1 route: one old client (W-2, until 2026-11-30)');
  expect(text).toMatch(/GET \/accounts +w +w +✓ .*complete/);
  expect(text).toMatch(/POST \/transfers +~ +w +✓ .*gap/);
});

test('entry points that are not followed are no silent pass; a private API is told apart', () => {
  const text = draw({
    ...api(routes),
    Graph: { Type: 'AWS::AppSync::GraphQLApi', Properties: { Name: 'graph' } },
    Inner: { Type: 'AWS::ApiGateway::RestApi', Properties: { EndpointConfiguration: { Types: ['PRIVATE'] } } },
  });
  expect(text).toContain('unproven AppSync API Graph: not followed');
  expect(text).toContain('private  Inner: not reached from the internet');
  expect(text).toMatch(/^unproven: 2 routes, 1 finding$/m);
});

test('templates without a route prove nothing', () => {
  expect(draw({ Function: api([])['Function'] ?? { Type: '' } })).toMatch(/^unproven: 0 routes, 1 finding$/m);
});

test('the same thing in many places is told once, with some of them', () => {
  const rules = [
    ...rulesWith({ auth: () => undefined }),
    ruleFor(
      'auth',
      () => 'missing',
      ({ route }) => route.where,
    ),
  ];
  const text = draw(api(['GET /a', 'GET /b', 'GET /c', 'GET /d', 'GET /e']), { rules });
  expect(text).toContain('1. missing  auth/fixed: auth is missing\n   where  app / Route0');
  expect(text).toContain('app / Route2  app.template.json\n          and 2 places more\n');
  expect(text).toMatch(/^gap: 5 routes, 1 finding$/m);
});

test('a hundred different findings are cut, and it says so', () => {
  const rules = Array.from({ length: 100 }, (_, i) => ({ ...ruleFor('waf', () => 'weak'), id: `waf/rule-${i}` }));
  expect(draw(api(['GET /a']), { rules: [...rulesWith({}), ...rules] })).toContain(
    'and 50 findings more; --format json has them all',
  );
});
