import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { proveTemplates } from '../../../../tools/prove';
import { sarif } from '../../../../tools/prove/report/sarif';
import type { Report } from '../../../../tools/prove/report/types';
import { assemblyDirectory } from '../../../assembly';
import { api, reportFrom } from './support';

/** The schema as the SARIF SDK of Microsoft ships it (MIT), which is that of schemastore.org. */
const {
  $schema: _draft,
  id: _id,
  ...schema
} = JSON.parse(readFileSync(join(__dirname, '..', 'fixtures', 'sarif-2.1.0.json'), 'utf8')) as Record<string, unknown>;

const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats(ajv);
const validate = ajv.compile(schema);

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly level: string;
        readonly baselineState?: string;
        readonly suppressions?: readonly object[];
        readonly partialFingerprints: Readonly<Record<string, string>>;
        readonly locations?: readonly {
          readonly physicalLocation: {
            readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
          };
        }[];
      }[];
    },
  ];
}
const log = (report: Report): Log => sarif(report) as Log;

const gap = reportFrom(api(['GET /a b', 'GET /c']), {
  said: { waf: () => 'weak', tls: () => 'unproven', watch: () => undefined, auth: () => 'missing' },
  policy: {
    waivers: [
      { id: 'W-1', rule: 'auth/fixed', reason: 'later', expires: '2026-12-31' },
      { id: 'W-2', rule: 'auth/none', reason: 'old', expires: '2026-01-01' },
    ],
  },
});

test.each([
  ['a gap', gap],
  ['a complete proof', reportFrom(api(['GET /a']))],
  ['no route', reportFrom({ Function: { Type: 'AWS::Lambda::Function' } })],
  ['the example without its edge', proveTemplates(join(assemblyDirectory, 'portcullis-example-gateway.template.json'))],
])('%s is valid SARIF 2.1.0', (_, report) => {
  validate(sarif(report));
  expect(validate.errors).toBeNull();
});

test('the schema refuses what is not SARIF', () => {
  expect(validate({ ...sarif(gap), version: '2.0.0' })).toBe(false);
});

test('one result for each route, each with a fingerprint of its own and a rule that is described', () => {
  const { results, tool } = log(gap).runs[0];
  const prints = results.map(({ partialFingerprints }) => partialFingerprints['portcullis/v1']);
  expect(new Set(prints).size).toBe(results.length);
  expect(results.filter(({ ruleId }) => ruleId === 'waf/fixed')).toHaveLength(2);
  for (const { ruleId, ruleIndex } of results.filter(({ ruleId }) => !ruleId.endsWith('/fixed')))
    expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
});

test('gaps are errors, what is unproven warns, what is waived is suppressed with its reason', () => {
  const { results } = log(gap).runs[0];
  const of = (id: string) => results.find(({ ruleId }) => ruleId === id);
  expect(of('waf/fixed')?.level).toBe('error');
  expect(of('tls/fixed')?.level).toBe('warning');
  expect(of('auth/fixed')?.suppressions).toEqual([
    { kind: 'external', status: 'accepted', justification: 'later (waiver W-1, until 2026-12-31)' },
  ]);
  expect(of('policy/waiver-expired')?.suppressions).toBeUndefined();
});

test('files are relative to the repository, and the line of the CDK app comes before that of the template', () => {
  const { results } = log(
    proveTemplates(assemblyDirectory, { policy: { profile: 'managed', waivers: [], external: [] } }),
  ).runs[0];
  const files = results.flatMap(({ locations = [] }) =>
    locations.map(({ physicalLocation }) => physicalLocation.artifactLocation),
  );
  expect(files.length).toBeGreaterThan(0);
  for (const { uri, uriBaseId } of files) {
    expect(uri).toMatch(/^(?:bin|lib)\/.*\.ts$/);
    expect(uriBaseId).toBe('SRCROOT');
  }
});
