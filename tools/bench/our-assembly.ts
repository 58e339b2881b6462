import { join, resolve } from 'node:path';
import { run } from './process';

const root = resolve(__dirname, '..', '..');
let made: Promise<string> | undefined;

/** The cloud assembly of the example environment, synthesized once a run, so that what is measured is what stands in the tree. */
export function ourAssembly(): Promise<string> {
  made ??= synthesized(join(root, '.portcullis', 'bench', 'cdk.out'));
  return made;
}

async function synthesized(output: string): Promise<string> {
  await run('npx', ['cdk', 'synth', '--quiet', '--output', output], { cwd: root });
  return output;
}
