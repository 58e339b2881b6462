import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { againstBaseline, baselineText } from '../../../../tools/prove/report/baseline';
import type { Report } from '../../../../tools/prove/report/types';
import { api, reportFrom } from './support';

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'baseline-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function written(report: Report): string {
  const file = join(directory, 'baseline.json');
  writeFileSync(file, baselineText(report));
  return file;
}
const fresh = ({ findings }: Report): string[] =>
  findings.flatMap(({ rule, on }) => on.filter(({ known }) => known !== true).map(({ route }) => `${rule} ${route}`));

const weak = reportFrom(api(['GET /a']), { said: { waf: () => 'weak' } });

test('what it knows is not new', () => {
  const report = againstBaseline(weak, written(weak));
  expect(fresh(report)).toEqual([]);
  expect(report.baseline).toEqual({ known: 1, mended: 0 });
});

test('the same gap on another route is new', () => {
  const more = reportFrom(api(['GET /a', 'GET /b']), { said: { waf: () => 'weak' } });
  expect(fresh(againstBaseline(more, written(weak)))).toEqual(['waf/fixed GET /b']);
});

test('a known gap that has become more serious is new; one that is less serious is not', () => {
  const worse = reportFrom(api(['GET /a']), { said: { waf: () => 'missing' } });
  expect(fresh(againstBaseline(worse, written(weak)))).toEqual(['waf/fixed GET /a']);
  expect(fresh(againstBaseline(weak, written(worse)))).toEqual([]);
});

test('what was mended is counted', () => {
  expect(againstBaseline(reportFrom(api(['GET /a'])), written(weak)).baseline).toEqual({ known: 0, mended: 1 });
});

test('it reads as what it accepts, and in an order that does not change', () => {
  expect(JSON.parse(baselineText(weak))).toEqual({
    version: 1,
    known: {
      [weak.findings[0]?.on[0]?.fingerprint ?? '']: {
        status: 'weak',
        rule: 'waf/fixed',
        route: 'GET /a',
        where: 'Api',
      },
    },
  });
});

test.each([
  ['', /baseline\.json: not a baseline; write one with --write-baseline$/],
  ['null', /not a baseline/],
  ['{"version":2,"known":{}}', /not a baseline/],
  ['{"version":1}', /not a baseline/],
])('%j is refused in one line', (text, complaint) => {
  const file = join(directory, 'baseline.json');
  writeFileSync(file, text);
  expect(() => againstBaseline(weak, file)).toThrow(complaint);
});

test('one that is not there is refused', () => {
  expect(() => againstBaseline(weak, join(directory, 'none.json'))).toThrow(/none\.json: there is no such baseline/);
});
