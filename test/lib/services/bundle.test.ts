import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { policyNames } from '../../../lambda/policies';
import { lambdaCode } from '../../../lib/services/bundle';
import { entries } from '../../../lib/services/bundling';

jest.unmock('../../../lib/services/bundle');

const built = join(__dirname, '..', '..', '..', '.portcullis', 'build');

test('every folder under lambda/ with a handler is an entry', () =>
  expect(entries()).toEqual(
    expect.arrayContaining(['accounts', 'origin-hop-authority', 'origin-hop-leaf', 'truststore', 'transfers']),
  ));

const policies = policyNames.map(name => `${name}.cedar`);

test.each(entries())('%s: one script, at most 600 KB, and beside it what it decides by', entry => {
  lambdaCode(entry);
  const decides = readFileSync(join(built, entry, 'index.js'), 'utf8').includes('cedar_wasm_bg.wasm');
  expect(readdirSync(join(built, entry))).toEqual(
    decides ? ['cedar_wasm_bg.wasm', ...policies, 'index.js'].sort() : ['index.js'],
  );
  expect(statSync(join(built, entry, 'index.js')).size).toBeLessThanOrEqual(600_000);
});

test('a handler that is not there is an error that names those that are', () =>
  expect(() => lambdaCode('gone')).toThrow(/lambda\/gone\/handler\.ts: no such handler; there are: accounts, /));
