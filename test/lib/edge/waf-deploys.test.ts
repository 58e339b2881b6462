import example from '../../../config/example';
import { environments, loadConfig, parseConfig } from '../../../lib/config';
import { wafRules } from '../../../lib/edge/waf-rules';
import type { WafRule } from '../../../lib/edge/web-acl';
import { only, template, type Template } from '../../assembly';
import { get } from '../paths';
import { managed, rated, refusing, rulesOf } from './rules';

describe('what WAF would only say at deploy time', () => {
  const statements = (from: Template): string => JSON.stringify(only(from, 'AWS::WAFv2::WebACL').Properties);

  test.each(['edge', 'identity'])('%s: names and priorities are each used once', stack => {
    const rules = rulesOf(template(stack));
    expect(new Set(rules.map(({ Name }) => Name)).size).toBe(rules.length);
    expect(rules.map(({ Priority }) => Priority)).toEqual(rules.map((_, index) => index));
  });

  test('no OR has fewer than two statements, with one sensitive path or with three', () => {
    const { waf } = example;
    const sensitive = (paths: string[]): WafRule | undefined =>
      wafRules(
        parseConfig('test', {
          ...example,
          waf: { ...waf, perAddressSensitive: { ...waf.perAddressSensitive, paths } },
        }),
      )[1];
    const scope = 'statement.rateBasedStatement.scopeDownStatement';
    expect(get(sensitive(['/a']), `${scope}.orStatement`)).toBeUndefined();
    expect(get(sensitive(['/a', '/b', '/c']), `${scope}.orStatement.statements`)).toHaveLength(3);
  });

  test('every body a response names is there, is JSON, and nothing sets content-type', () => {
    const properties = only(template('edge'), 'AWS::WAFv2::WebACL').Properties;
    const bodies = properties.CustomResponseBodies as Record<string, { Content: string; ContentType: string }>;
    for (const [, key = ''] of statements(template('edge')).matchAll(/"CustomResponseBodyKey":"([^"]+)"/g)) {
      expect(bodies[key]?.ContentType).toBe('APPLICATION_JSON');
      expect(JSON.parse(bodies[key]?.Content ?? '')).toMatchObject({
        status: expect.any(Number),
        code: expect.any(String),
      });
    }
    expect(statements(template('edge')).toLowerCase()).not.toContain('"name":"content-type"');
  });

  test('every 429 says when to come back: after the window of its rule', () => {
    for (const limited of rulesOf(template('edge')).filter(({ Name }) => rated.includes(Name)))
      expect(get(limited, 'Action.Block.CustomResponse.ResponseHeaders')).toContainEqual({
        Name: 'retry-after',
        Value: String(get(limited, 'Statement.RateBasedStatement.EvaluationWindowSec')),
      });
  });

  test('what counts stands before what refuses', () => {
    const names = rulesOf(template('edge')).map(({ Name }) => Name);
    expect(names).toEqual([...rated, ...refusing, ...managed]);
  });

  test('a rule by token is paired with one by address', () => {
    const keys = rulesOf(template('edge')).map(one => get(one, 'Statement.RateBasedStatement.AggregateKeyType'));
    expect(keys).toEqual(expect.arrayContaining(['CUSTOM_KEYS', 'IP']));
  });

  test.each(environments())('%s: the rules fit into the capacity of the base price', env => {
    const capacity = wafRules(loadConfig(env)).reduce((sum, { statement }) => sum + units(statement), 0);
    expect(capacity).toBeGreaterThan(1_000);
    expect(capacity).toBeLessThanOrEqual(1_500);
  });

  test('Cognito takes no paid group against account takeover or fake sign-ups', () => {
    expect(statements(template('identity'))).not.toMatch(/ATPRuleSet|ACFPRuleSet/);
  });
});

/** Web ACL capacity units, after the WAF developer guide. */
function units(statement: WafRule['statement']): number {
  const groups: Record<string, number> = { [managed[0] ?? '']: 25, [managed[1] ?? '']: 200, [managed[2] ?? '']: 700 };
  const written = JSON.stringify(statement);
  const count = (pattern: RegExp): number => [...written.matchAll(pattern)].length;
  return (
    (groups[String(get(statement, 'managedRuleGroupStatement.name'))] ?? 0) +
    2 * count(/"rateBasedStatement"/g) +
    30 * count(/"header":\{"name"/g) +
    2 * count(/"byteMatchStatement"/g) +
    count(/"sizeConstraintStatement"/g) +
    10 * count(/"type":"(?!NONE)/g)
  );
}
