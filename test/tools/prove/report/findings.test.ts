import type { Report } from '../../../../tools/prove/report/types';
import type { Status } from '../../../../tools/prove/rule';
import { edit, lambda } from '../rules/fixtures';
import { api, reportFrom, ruleFor, rulesWith } from './support';

const routes = ['GET /accounts', 'POST /transfers'];
const weak = (): Status => 'weak';
const fingerprints = ({ findings }: Report): string[] =>
  findings.flatMap(({ on }) => on.map(({ fingerprint }) => fingerprint));

describe('a fingerprint', () => {
  const before = reportFrom(api(routes), { said: { waf: weak } });

  test('is one for each route', () => {
    expect(new Set(fingerprints(before)).size).toBe(2);
  });

  test('stays when something unrelated comes, and when the sentence changes', () => {
    const more = reportFrom({ Another: lambda(), ...api([...routes, 'GET /more']) }, { said: { waf: weak } });
    expect(fingerprints(more)).toEqual(expect.arrayContaining(fingerprints(before)));
    const [finding] = reportFrom(api(routes), { said: { waf: () => 'missing' } }).findings;
    expect(finding?.on.map(({ fingerprint }) => fingerprint)).toEqual(fingerprints(before));
  });

  test('stays when an item of a list is moved, and differs by property, rule and resource', () => {
    const at = (property: string): string[] =>
      fingerprints(
        reportFrom(api(['GET /a']), {
          rules: [
            ...rulesWith({ waf: () => undefined }),
            ruleFor('waf', weak, ({ api: { where } }) => ({ ...where, property })),
          ],
        }),
      );
    expect(at('Rules.0.Action')).toEqual(at('Rules.3.Action'));
    expect(at('Rules.0.Action')).not.toEqual(at('Rules.0.Statement'));
  });

  test('two findings in one place are two', () => {
    const rule = ruleFor('waf', weak);
    const rules = rulesWith({ waf: () => undefined });
    const twice = {
      ...rule,
      check: (...looked: Parameters<typeof rule.check>) =>
        rule.check(...looked).flatMap(one => [one, { ...one, says: 'and more' }]),
    };
    expect(new Set(fingerprints(reportFrom(api(['GET /a']), { rules: [...rules, twice] }))).size).toBe(2);
  });
});

test('a layer about which no rule says anything is missing, and told so', () => {
  const { findings, verdict } = reportFrom(api(['GET /a']), { said: { service: () => undefined } });
  expect(verdict).toBe('gap');
  expect(findings).toEqual([expect.objectContaining({ rule: 'service/absent', status: 'missing', layer: 'service' })]);
});

test('a rule that throws proves nothing', () => {
  const broken = {
    ...ruleFor('waf', weak),
    check: () => {
      throw new Error('out of luck');
    },
  };
  const { findings, verdict } = reportFrom(api(['GET /a']), { rules: [...rulesWith({}), broken] });
  expect(verdict).toBe('unproven');
  expect(findings).toEqual([expect.objectContaining({ says: 'the rule failed: out of luck', status: 'unproven' })]);
});

test('a gap is certain, so it outranks what is unproven', () => {
  expect(reportFrom(api(['GET /a']), { said: { waf: weak, tls: () => 'unproven' } }).verdict).toBe('gap');
});

test('with evidence, every verdict is there with its place', () => {
  const [route] = reportFrom(api(['GET /a']), { evidence: true }).routes;
  expect(route?.paths[0]?.evidence).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        layer: 'tls',
        rule: 'tls/fixed',
        status: 'stands',
        at: expect.objectContaining({ logicalId: 'Api' }) as object,
      }),
    ]),
  );
});

test('the shape of the JSON report', () => {
  const shape = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.slice(0, 1).map(shape)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]))
        : typeof value;
  const drawn = reportFrom(edit(api(['GET /a']), {}), {
    said: { waf: weak, tls: weak },
    evidence: true,
    policy: { waivers: [{ id: 'W-1', rule: 'tls/fixed', reason: 'later', expires: '2026-12-31' }] },
  });
  expect(shape(drawn)).toMatchSnapshot();
});
