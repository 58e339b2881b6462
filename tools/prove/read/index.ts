import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Json } from '../json';
import { Model } from '../model';
import { nestedStacks, readAssembly, readStack } from './assembly';
import { UnreadableError } from './error';

export interface ReadOptions {
  /** Values for template parameters, by name, for every template that has such a parameter. */
  readonly parameters?: Readonly<Record<string, Json>>;
}

/** Reads cloud assemblies and templates into one model. Throws {@link UnreadableError}. */
export function read(paths: readonly string[], { parameters = {} }: ReadOptions = {}): Model {
  const stacks = paths.flatMap(path => {
    if (!existsSync(path)) throw new UnreadableError(`${path}: there is no such file or directory`);
    if (statSync(path).isDirectory()) {
      if (!existsSync(join(path, 'manifest.json')))
        throw new UnreadableError(`${path}: a directory without manifest.json; give a cdk.out or template files`);
      return readAssembly(path, parameters);
    }
    if (basename(path) === 'manifest.json') return readAssembly(dirname(path), parameters);
    const stack = readStack(path, {
      name: basename(path).replace(/(?:\.template)?\.(?:json|ya?ml|template)$/i, ''),
      parameters,
    });
    return [stack, ...nestedStacks(dirname(path), stack)];
  });
  const names = new Set<string>();
  for (const { name, source } of stacks) {
    if (names.has(name))
      throw new UnreadableError(`${source.file}: a second stack named ${name}; give each template once`);
    names.add(name);
  }
  return new Model(stacks);
}
