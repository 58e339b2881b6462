import { markdown } from '../../../../tools/prove/report/markdown';
import { diffOf } from '../../../../tools/prove/report/diff';
import { api, reportFrom } from './support';

const routes = ['GET /accounts', 'POST /transfers'];

test('a comment on a pull request', () => {
  const base = reportFrom(api(routes));
  const report = reportFrom(api(routes), {
    said: { waf: ({ route }) => (route.key === routes[0] ? 'missing' : 'stands') },
  });
  expect(markdown({ ...report, diff: diffOf(base, report) })).toMatchInlineSnapshot(`
   "## Defence in depth: ❌ gap

   2 routes: 1 complete, 1 gap

   ### This change takes away

   - \`GET /accounts\` waf: stands → missing

   | route | tls | waf | gateway | auth | service | watch | verdict |
   |---|---|---|---|---|---|---|---|
   | \`GET /accounts\` | ✅ | ❌ missing | ✅ | ✅ | ✅ | ✅ | gap |
   | \`POST /transfers\` | ✅ | ✅ | ✅ | ✅ | ✅ | ✅ | complete |

   <details><summary><b>missing</b> waf/fixed: waf is missing</summary>

   - where: \`app / Api (AWS::ApiGatewayV2::Api)\`, \`app.template.json\`
   - why: An attack that waf stops.
   - mend: Mend waf.
   - on: \`GET /accounts\`
   - through: \`default endpoint\`

   </details>
   "
  `);
});

test('text of a template is shown, never rendered', () => {
  const text = markdown(
    reportFrom(api(['GET /a|b`<img src=x>`@octocat']), {
      said: { waf: () => 'missing' },
      policy: {
        waivers: [
          { id: 'W-`1`', rule: 'tls/fixed', reason: '<script> @everyone [x](http://y)', expires: '2026-12-31' },
        ],
      },
    }),
  );
  expect(text).toContain('| `` GET /a\\|b`<img src=x>`@octocat `` |');
  const outside = text.replaceAll(/(`+).*?\1/g, '');
  expect(outside).not.toMatch(/<(?!\/?(?:details|summary|b)>)/);
  expect(outside).not.toMatch(/(?:^|[^\\])\[x\]/);
  expect(outside).not.toMatch(/@\w/);
});

test('fits into a comment, and says what it leaves out', () => {
  const many = Array.from({ length: 300 }, (_, i) => `GET /route-${i}/${'x'.repeat(40)}`);
  const text = markdown(reportFrom(api(many), { said: { waf: () => 'missing', auth: () => 'weak' } }));
  expect(text.length).toBeLessThan(65_536);
  expect(text).toContain('… and 240 more routes');
});
