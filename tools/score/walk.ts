import type { Json, Template } from '../prove/json';
import type { StackInput } from '../prove/model';
import type { Mutant, Place } from './mutant';
import { isList, isRecord } from '../prove/values';
import { changesOf, isReference } from './operators';

/** Every mutant of the stacks: each value of each resource, changed in every way that its kind allows. */
export function* mutantsOf(stacks: readonly StackInput[]): Generator<Mutant> {
  for (const stack of stacks)
    for (const [logicalId, { Type: type, Properties = {} }] of Object.entries(stack.template.Resources)) {
      const whole: Place = { stack: stack.name, logicalId, type, path: [], value: Properties };
      yield { place: whole, operator: 'disable' };
      for (const place of placesIn(whole, Properties))
        for (const change of changesOf(place, stack)) yield { ...change, place };
    }
}

/** Lists and objects first, then what is in them. A reference is one value: what it is made of is not looked into. */
function* placesIn(of: Place, value: Json): Generator<Place> {
  if (of.path.length > 0) yield { ...of, value };
  if (typeof value !== 'object' || value === null || isReference(value)) return;
  for (const [key, inner] of Object.entries(value)) yield* placesIn({ ...of, path: [...of.path, key] }, inner);
}

/** The stacks with one mutant in them; all but one stack are shared. */
export const mutated = (stacks: readonly StackInput[], mutant: Mutant): readonly StackInput[] =>
  stacks.map(stack =>
    stack.name === mutant.place.stack ? { ...stack, template: withMutant(stack.template, mutant) } : stack,
  );

function withMutant(template: Template, { place: { logicalId, path }, operator, value }: Mutant): Template {
  const { [logicalId]: resource, ...others } = template.Resources;
  if (resource === undefined || operator === 'disable') return { ...template, Resources: others };
  const Properties = changed(resource.Properties ?? {}, path, value);
  return isRecord(Properties)
    ? { ...template, Resources: { ...template.Resources, [logicalId]: { ...resource, Properties } } }
    : template;
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
