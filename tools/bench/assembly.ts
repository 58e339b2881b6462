import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ref, stackOf } from './shop';

/** Made-up assemblies of any size: stacks like those of a large shop, each with the whole way from the edge to its tables. */

/** Writes a cloud assembly of so many stacks into a directory. */
export function writeAssembly(directory: string, stacks: number): void {
  mkdirSync(directory, { recursive: true });
  const artifacts: Record<string, object> = {};
  for (let i = 0; i < stacks; i++) {
    const name = `shop-${i}`;
    const templateFile = `${name}.template.json`;
    const template = {
      Resources: stackOf(i),
      Outputs: { Topic: { Value: ref('Topic'), Export: { Name: `${name}-topic` } } },
    };
    writeFileSync(join(directory, templateFile), JSON.stringify(template, undefined, 1));
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      environment: 'aws://111122223333/us-east-1',
      properties: { templateFile, stackName: name },
    };
  }
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ version: '48.0.0', artifacts }));
}
