import type { Json, Template } from '../json';
import { isRecord, own, sectionOf } from '../values';
import { expandLoops } from './loops';

/** Macros change a template when it is deployed. What they would change, nobody can read from it. */

export interface WithoutMacros {
  readonly template: Template;
  readonly transforms: readonly string[];
  readonly notes: readonly string[];
}

const languageExtensions = 'AWS::LanguageExtensions';

/** The template without what only macros can read, and a note for each that cannot be run here. */
export function withoutMacros(written: Template, known: ReadonlySet<string>): WithoutMacros {
  const transforms = namesIn(written.Transform);
  const notes = transforms.filter(name => !known.has(name) && name !== languageExtensions).map(rewrites);
  const looped: ReturnType<typeof expandLoops> = transforms.includes(languageExtensions)
    ? expandLoops(written)
    : { template: written };
  if (looped.unknown !== undefined) notes.push(looped.unknown);
  const Resources: Record<string, Template['Resources'][string]> = {};
  for (const [id, resource] of Object.entries(looped.template.Resources)) {
    if (id.startsWith('Fn::')) notes.push(`${id} adds resources when it is deployed, and cannot be run here`);
    else if (typeof own(resource, 'Type') !== 'string') notes.push(`a loop writes ${id} without a Type`);
    else {
      Resources[id] = resource;
      const macro = besideOthers(resource);
      if (macro !== undefined) notes.push(`${macro} adds to ${id} when it is deployed, and cannot be run here`);
    }
  }
  for (const [key, value] of sectionOf(written))
    if (key === 'Fn::Transform') notes.push(...namesIn(value).map(rewrites));
  return { template: { ...looped.template, Resources }, transforms, notes: [...new Set(notes)] };
}

const rewrites = (name: string): string =>
  `the macro ${name} rewrites this template when it is deployed, and cannot be run here`;

function namesIn(transform: Json | undefined): readonly string[] {
  return [transform ?? []].flat().map(name => {
    const inner = own(name, 'Name') ?? name;
    return typeof inner === 'string' ? inner : 'without a name';
  });
}

/**
 * `Fn::Transform` beside other keys of an object: the macro reads and changes them. By itself it is a value like any
 * intrinsic, unknown where it stands.
 */
function besideOthers(value: unknown, depth = 0): string | undefined {
  if (depth > 100 || typeof value !== 'object' || value === null) return undefined;
  if (isRecord(value) && Object.hasOwn(value, 'Fn::Transform') && (depth < 2 || Object.keys(value).length > 1))
    return namesIn(value['Fn::Transform'])[0] ?? 'Fn::Transform';
  for (const inner of Object.values(value)) {
    const found = besideOthers(inner, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
