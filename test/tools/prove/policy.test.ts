import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPolicy } from '../../../tools/prove/policy-file';
import type { Policy, Waiver } from '../../../tools/prove/policy';
import { edgeApi, restApi } from './rules/apis';
import { edit } from './rules/fixtures';
import { api, reportFrom, ruleFor, rulesWith, type Drawn } from './report/support';

const waiver = (given: Partial<Waiver> = {}): Waiver => ({
  id: 'W-1',
  rule: 'waf/fixed',
  reason: 'moves to CloudFront',
  expires: '2026-12-31',
  ...given,
});
const weakWaf = (policy: Partial<Policy>, today?: string) =>
  reportFrom(api(['GET /a', 'GET /b']), {
    said: { waf: () => 'weak' },
    policy,
    ...(today === undefined ? {} : { today }),
  });

describe('a waiver', () => {
  test('accepts a finding, and the proof says so', () => {
    const report = weakWaf({ waivers: [waiver()] });
    expect(report.verdict).toBe('complete');
    expect(report.routes.map(({ cells }) => cells.waf)).toEqual(['waived', 'waived']);
    expect(report.waived).toEqual([
      expect.objectContaining({
        rule: 'waf/fixed',
        waiver: { id: 'W-1', reason: 'moves to CloudFront', expires: '2026-12-31' },
      }),
    ]);
  });

  test('for one route leaves the others as they are', () => {
    const report = weakWaf({ waivers: [waiver({ route: 'GET /a' })] });
    expect(report.routes.map(({ verdict }) => verdict)).toEqual(['complete', 'gap']);
  });

  test.each([
    ['2026-12-31', 'complete'],
    ['2027-01-01', 'gap'],
  ])('until 2026-12-31 is, on %s, %s', (today, verdict) => {
    expect(weakWaf({ waivers: [waiver()] }, today).verdict).toBe(verdict);
  });

  test('that has expired is a finding beside the one it accepted', () => {
    const { findings } = weakWaf({ waivers: [waiver({ expires: '2026-01-01' })] });
    expect(findings.map(({ rule }) => rule).sort()).toEqual(['policy/waiver-expired', 'waf/fixed']);
  });

  test.each([
    ['another rule', { rule: 'waf/other' }],
    ['a route that is not there', { route: 'GET /c' }],
    ['a layer that stands', { rule: 'tls/fixed' }],
  ])('for %s is a finding: it accepts nothing', (_, given) => {
    const { findings } = weakWaf({ waivers: [waiver(), waiver({ id: 'W-2', ...given })] });
    expect(findings.map(({ rule }) => rule)).toEqual(['policy/waiver-unmatched']);
    expect(findings[0]?.says).toContain('W-2');
  });

  test('does not hide another finding of the same layer', () => {
    const other = { ...ruleFor('waf', () => 'missing'), id: 'waf/other' };
    const rules = [...rulesWith({ waf: () => 'weak' }), other];
    const report = reportFrom(api(['GET /a']), { rules, policy: { waivers: [waiver()] } });
    expect(report.routes[0]?.cells.waf).toBe('missing');
    expect(report.findings.map(({ rule }) => rule)).toEqual(['waf/other']);
  });

  test('accepts no rule that throws: nobody has looked', () => {
    const broken = {
      ...ruleFor('waf', () => 'weak'),
      check: () => {
        throw new Error('out of luck');
      },
    };
    const report = reportFrom(api(['GET /a']), {
      rules: [...rulesWith({ waf: () => undefined }), broken],
      policy: { waivers: [waiver()] },
    });
    expect(report.verdict).not.toBe('complete');
  });

  test('accepts an entry point that is not followed', () => {
    const fixture = { ...api(['GET /a']), Graph: { Type: 'AWS::AppSync::GraphQLApi' } };
    expect(reportFrom(fixture).verdict).toBe('unproven');
    const policy = { waivers: [waiver({ rule: 'entry/not-modelled' })] };
    expect(reportFrom(fixture, { policy }).verdict).toBe('complete');
  });
});

describe('an external layer', () => {
  const policy: Partial<Policy> = { external: [{ layer: 'waf', reason: 'Firewall Manager attaches it' }] };
  const missing: Drawn = { said: { waf: () => 'missing' }, policy };

  test('stands where another team can provide it', () => {
    expect(reportFrom(restApi, missing).routes.flatMap(({ paths }) => paths.map(({ cells }) => cells.waf))).toContain(
      'external',
    );
  });

  test('is no excuse for the way around the edge: a web ACL cannot be attached to an HTTP API', () => {
    const open = edit(edgeApi, { 'Api.DisableExecuteApiEndpoint': false });
    const ways = reportFrom(open, missing).routes.flatMap(({ paths }) =>
      paths.map(({ through, cells }) => [through, cells.waf]),
    );
    expect(ways).toContainEqual(['CloudFront Distribution → origin.api.example.com', 'external']);
    expect(ways).toContainEqual(['default endpoint', 'missing']);
  });

  test('that is in the templates after all counts as what it is', () => {
    expect(reportFrom(restApi, { policy }).routes[0]?.cells.waf).toBe('stands');
  });
});

test('required layers can be those of a team', () => {
  const report = reportFrom(api(['GET /a']), {
    said: { waf: () => 'missing' },
    policy: { layers: { edge: ['tls'], regional: ['tls', 'auth'] } },
  });
  expect([report.verdict, report.layers]).toEqual(['complete', ['tls', 'auth']]);
});

describe('a policy file', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'policy-'))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));
  const read = (text: string): Policy => {
    const file = join(directory, 'policy.yml');
    writeFileSync(file, text);
    return readPolicy(file);
  };

  const whole = `
profile: managed
layers: { edge: [tls, waf], regional: [tls] }
waivers:
  - id: W-1
    rule: waf/attached
    route: GET /health
    reason: moves to CloudFront
    expires: 2026-12-31
external:
  - { layer: waf, reason: Firewall Manager }
`;

  test('is YAML or JSON', () => {
    const { source: _, ...fromYaml } = read(whole);
    const { source: __, ...fromJson } = read(JSON.stringify(fromYaml));
    expect(fromYaml).toEqual(fromJson);
    expect(fromYaml.waivers[0]?.expires).toBe('2026-12-31');
  });

  test('that says nothing is the profile of a store app', () => {
    expect(read('{}')).toMatchObject({ profile: 'consumer', waivers: [], external: [] });
  });

  test('names the line of a waiver that has to go', () => {
    const { findings } = reportFrom(api(['GET /a']), {
      policy: read(whole.replace('profile: managed', 'profile: consumer')),
    });
    expect(findings[0]).toMatchObject({ rule: 'policy/waiver-unmatched', at: { line: 5 } });
  });

  test.each([
    ['profile: shop', /policy\.yml:1: profile: got "shop", takes one of: consumer, managed, partner$/],
    ['waivers: W-1', /:1: waivers: got "W-1", takes a list$/],
    [whole.replace('2026-12-31', 'soon'), /:9: waivers\.0\.expires: got "soon", takes a date such as 2027-01-31$/],
    [whole.replace('2026-12-31', '2026-02-30'), /:9: waivers\.0\.expires: got "2026-02-30", takes a date/],
    [whole.replace('    reason: moves to CloudFront\n', ''), /:5: waivers\.0\.reason: is required, takes words$/],
    [whole.replace('moves to CloudFront', '" "'), /:8: waivers\.0\.reason: got " ", takes words$/],
    [whole.replace('waf/attached', 'everything'), /:6: waivers\.0\.rule: got "everything", takes the id of a rule/],
    [whole.replace('route:', 'rout:'), /:7: waivers\.0\.rout: is no field of a policy; check its spelling$/],
    [whole.replace('layer: waf', 'layer: moat'), /:11: external\.0\.layer: got "moat", takes one of: tls, /],
    [whole.replace('regional: [tls]', 'regional: []'), /:3: layers\.regional: got \[\], takes one layer at least$/],
    [
      whole.replace('waivers:', 'waivers:\n  - { id: W-1, rule: a/b, reason: c, expires: 2026-01-01 }'),
      /:6: waivers\.1\.id: is the id of a waiver before it$/,
    ],
    ['- a', /policy: got \["a"\], takes fields$/],
    ['{ "profile": ', /policy\.yml:1: not JSON/],
    ['profile: [', /policy\.yml:\d: not YAML/],
  ])('%j is refused in one line', (text, complaint) => {
    expect(() => read(text)).toThrow(complaint);
    expect(() => read(text)).toThrow(expect.objectContaining({ name: 'UnreadableError' }));
  });
});
