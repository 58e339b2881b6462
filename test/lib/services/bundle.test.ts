import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { entries, lambdaCode } from '../../../lib/services/bundle';

const built = join(__dirname, '..', '..', '..', '.portcullis', 'build');

test('every folder under lambda/ with a handler is an entry', () =>
  expect(entries()).toEqual(
    expect.arrayContaining(['accounts', 'origin-hop-authority', 'origin-hop-leaf', 'truststore', 'transfers']),
  ));

test.each(entries())('%s: one file, at most 600 KB', entry => {
  lambdaCode(entry);
  expect(readdirSync(join(built, entry))).toEqual(['index.js']);
  expect(statSync(join(built, entry, 'index.js')).size).toBeLessThanOrEqual(600_000);
});

test('a handler that is not there is an error that names those that are', () =>
  expect(() => lambdaCode('gone')).toThrow(/lambda\/gone\/handler\.ts: no such handler; there are: accounts, /));
