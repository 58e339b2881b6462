import type { Json, TemplateResource } from '../prove/json';
import type { StackInput } from '../prove/model';
import type { Mutant, Place } from './mutant';
import { isList, isRecord } from '../prove/values';
import { changesOf, isReference } from './operators';

/** Every mutant of the stacks: each value of each resource, changed in every way that its kind allows. */
export function* mutantsOf(stacks: readonly StackInput[]): Generator<Mutant> {
  for (const stack of stacks)
    for (const [logicalId, { Type: type, Properties = {} }] of Object.entries(stack.template.Resources)) {
      const whole: Place = { stack: stack.name, logicalId, type, path: [], value: Properties };
      yield { place: whole, operator: 'disable', stacks: () => edited(stacks, stack, logicalId, undefined) };
      for (const place of placesIn(whole, Properties))
        for (const change of changesOf(place, stack))
          yield { ...change, place, stacks: () => edited(stacks, stack, logicalId, { path: place.path, ...change }) };
    }
}

/** Lists and objects first, then what is in them. A reference is one value: what it is made of is not looked into. */
function* placesIn(of: Place, value: Json): Generator<Place> {
  if (of.path.length > 0) yield { ...of, value };
  if (typeof value !== 'object' || value === null || isReference(value)) return;
  for (const [key, inner] of Object.entries(value)) yield* placesIn({ ...of, path: [...of.path, key] }, inner);
}

interface Edit {
  readonly path: readonly string[];
  readonly value?: Json;
}

function edited(
  stacks: readonly StackInput[],
  stack: StackInput,
  logicalId: string,
  edit: Edit | undefined,
): readonly StackInput[] {
  const { [logicalId]: resource, ...others } = stack.template.Resources;
  const Resources: Record<string, TemplateResource> = { ...others };
  if (edit !== undefined && resource !== undefined)
    Resources[logicalId] = {
      ...resource,
      Properties: changed(resource.Properties ?? {}, edit.path, edit.value) as Readonly<Record<string, Json>>,
    };
  const mutated: StackInput = { ...stack, template: { ...stack.template, Resources } };
  return stacks.map(each => (each === stack ? mutated : each));
}

/** A copy of the value with one place changed; all that is beside the way there is shared. */
function changed(value: Json, [key = '', ...rest]: readonly string[], to: Json | undefined): Json {
  if (isList(value)) {
    const at = Number(key);
    if (rest.length === 0 && to === undefined) return value.filter((_, i) => i !== at);
    return value.map((item, i) => (i === at ? (rest.length === 0 ? (to ?? null) : changed(item, rest, to)) : item));
  }
  if (!isRecord(value)) return value;
  const { [key]: inner = null, ...others } = value;
  if (rest.length === 0) return to === undefined ? others : { ...value, [key]: to };
  return { ...value, [key]: changed(inner, rest, to) };
}
