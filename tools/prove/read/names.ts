import { basename, dirname, resolve } from 'node:path';
import type { StackInput } from '../model';
import { UnreadableError } from './error';

/**
 * Gives every stack a name of its own. One app in two Regions, or `template.yaml` in each of twelve repositories, has stacks
 * of the same name; the second is told apart by its Region, else by its folder.
 */
export function namedApart(stacks: readonly StackInput[]): readonly StackInput[] {
  const taken = new Set<string>();
  const given = new Set<string>();
  // Nested stacks follow their parent, so what the parent was renamed to last is what they hang on.
  const renamed = new Map<string, string>();
  return stacks.map(stack => {
    const { parent, source } = stack;
    const parentName = parent === undefined ? undefined : (renamed.get(parent.stack) ?? parent.stack);
    const name = parent === undefined ? freeName(stack, taken) : `${parentName ?? parent.stack}/${parent.logicalId}`;
    const file = `${resolve(source.file)} ${stack.name} ${stack.region ?? ''}`;
    if (parent === undefined && source.file !== '' && given.has(file))
      throw new UnreadableError(`${source.file}: given twice; give each template once`);
    given.add(file);
    taken.add(name);
    renamed.set(stack.name, name);
    return {
      ...stack,
      name,
      ...(parent === undefined || parentName === undefined ? {} : { parent: { ...parent, stack: parentName } }),
    };
  });
}

function freeName({ name, region, source }: StackInput, taken: ReadonlySet<string>): string {
  const folder = source.file === '' ? undefined : basename(dirname(resolve(source.file)));
  const candidates = [
    name,
    ...(region === undefined ? [] : [`${name}@${region}`]),
    ...(folder === undefined ? [] : [`${folder}/${name}`]),
  ];
  const free = candidates.find(candidate => !taken.has(candidate));
  if (free !== undefined) return free;
  let i = 2;
  while (taken.has(`${name}-${i}`)) i++;
  return `${name}-${i}`;
}
