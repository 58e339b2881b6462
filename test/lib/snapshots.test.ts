import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemblyOf, prefixOf, stackNames, synthesized, template } from '../assembly';

/**
 * Every template as it is deployed, less what changes without a decision: hashes of code and what the CDK writes about itself.
 * Read a change here as you would read the change set of a deployment, then accept it with `npx jest -u test/lib/snapshots`.
 */
const masked = (stack: string, env: string): unknown =>
  JSON.parse(JSON.stringify(template(stack, env), withoutCdk).replaceAll(/[0-9a-f]{64}(?=\.zip|\.json|")/g, '<asset>'));

/** Leaves out the CDK's metadata and the parameter and rule it adds for its bootstrap stack. */
function withoutCdk(key: string, value: unknown): unknown {
  if (key === 'BootstrapVersion' || key === 'CheckBootstrapVersion' || key === 'CDKMetadata') return undefined;
  if (key === 'Metadata' && JSON.stringify(value).includes('aws:')) return undefined;
  return value;
}

type Resources = Record<string, unknown>;
const resources = (stack: string, env: string): Resources => (masked(stack, env) as { Resources: Resources }).Resources;

/** Which environment a stack is read beside. Where clients call the API itself, it is another API than the example's. */
const modelOf = (stack: string, env: string): string =>
  env.endsWith('-regional') && env !== 'consumer-regional' && ['gateway', 'watch'].includes(stack)
    ? 'consumer-regional'
    : 'example';

/** Text of a resource with the names of its environment as the example has them. */
const inTheExample = (resource: unknown, env: string): string =>
  JSON.stringify(resource)
    .replaceAll(env, 'example')
    .replaceAll(/(?:work|partners)\.example\.com/g, 'api.example.com')
    .replaceAll(/(?:managed|partner|consumer)(?=")/g, 'consumer');

/** Of the other environments: what is not, name for name, in the example (or their model) too. The rest stands in its snapshot. */
function besideTheExample(stack: string, env: string): { asInTheExample: string[]; Resources: Resources } {
  const model = modelOf(stack, env);
  const example: Resources = stackNames(model).includes(stack) ? resources(stack, model) : {};
  const own = Object.entries(resources(stack, env));
  const same = ([id, resource]: [string, unknown]): boolean =>
    id in example && inTheExample(resource, env) === inTheExample(example[id], model);
  return {
    asInTheExample: own.filter(same).map(([id]) => id),
    Resources: Object.fromEntries(own.filter(one => !same(one))),
  };
}

/** The hashes of what a stack uploads before it is deployed. */
const assetHashes = (stack: string, env: string): string[] => {
  const manifest = readFileSync(join(assemblyOf(env), `${prefixOf(env)}-${stack}.assets.json`), 'utf8');
  return Object.keys((JSON.parse(manifest) as { files: object }).files);
};

describe.each(synthesized())('%s', env => {
  test.each(stackNames(env))('%s', stack =>
    expect(env === 'example' ? masked(stack, env) : besideTheExample(stack, env)).toMatchSnapshot(),
  );

  test('touching a handler changes no snapshot: no hash of an asset survives the mask', () => {
    const hashes = stackNames(env).flatMap(stack => assetHashes(stack, env));
    const used = hashes.filter(hash =>
      stackNames(env).some(stack => JSON.stringify(template(stack, env)).includes(hash)),
    );
    expect(used.length).toBeGreaterThan(0);
    const snapshots = JSON.stringify(stackNames(env).map(stack => masked(stack, env)));
    expect(hashes.filter(hash => snapshots.includes(hash))).toEqual([]);
  });
});
