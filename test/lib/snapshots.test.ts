import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemblyDirectory, prefix, stackNames, template } from '../assembly';

/**
 * Every template as it is deployed, less what changes without a decision: hashes of code and what the CDK writes about itself.
 * Read a change here as you would read the change set of a deployment, then accept it with `npx jest -u test/lib/snapshots`.
 */
const masked = (stack: string): unknown =>
  JSON.parse(JSON.stringify(template(stack), withoutCdk).replaceAll(/[0-9a-f]{64}(?=\.zip|\.json|")/g, '<asset>'));

/** Leaves out the CDK's metadata and the parameter and rule it adds for its bootstrap stack. */
function withoutCdk(key: string, value: unknown): unknown {
  if (key === 'BootstrapVersion' || key === 'CheckBootstrapVersion' || key === 'CDKMetadata') return undefined;
  if (key === 'Metadata' && JSON.stringify(value).includes('aws:')) return undefined;
  return value;
}

/** The hashes of what a stack uploads before it is deployed. */
const assetHashes = (stack: string): string[] => {
  const manifest = readFileSync(join(assemblyDirectory, `${prefix}-${stack}.assets.json`), 'utf8');
  return Object.keys((JSON.parse(manifest) as { files: object }).files);
};

test.each(stackNames())('%s', stack => expect(masked(stack)).toMatchSnapshot());

test('touching a handler changes no snapshot: no hash of an asset survives the mask', () => {
  const hashes = stackNames().flatMap(assetHashes);
  const used = hashes.filter(hash => stackNames().some(stack => JSON.stringify(template(stack)).includes(hash)));
  expect(used.length).toBeGreaterThanOrEqual(5);
  const snapshots = JSON.stringify(stackNames().map(masked));
  expect(hashes.filter(hash => snapshots.includes(hash))).toEqual([]);
});
