import * as fc from 'fast-check';
import type { Json } from '../prove/json';
import { Model, type StackInput } from '../prove/model';
import { profilePolicy } from '../prove/policy';
import { prove, type Proof } from '../prove/proof';
import type { Rule } from '../prove/rule';

/** Values of every type but the right one, where a template has properties: the proof may say anything, and may not crash. */

export const anything = fc.jsonValue({ maxDepth: 3 });

const functions = [
  'Ref',
  'Fn::GetAtt',
  'Fn::Sub',
  'Fn::Join',
  'Fn::If',
  'Fn::Select',
  'Fn::Split',
  'Fn::FindInMap',
  'Fn::ImportValue',
];
const broken = fc.oneof(...functions.map(name => anything.map(value => ({ [name]: value }))));

/** Properties that get nonsense at once: few of some hundred, so that what one would break is seldom hidden by another. */
const together = 4;

/** Puts nonsense into so many properties, a few at a time. Gives the first that made the proof or a rule throw, with the seed. */
export function crash(stacks: readonly StackInput[], rules: readonly Rule[], runs: number): string | undefined {
  const places = stacks.flatMap((stack, at) =>
    Object.entries(stack.template.Resources).flatMap(([id, { Properties = {} }]) =>
      Object.keys(Properties).map(name => ({ at, id, name })),
    ),
  );
  const nonsense = fc.tuple(fc.constantFrom(...places), fc.oneof(anything, broken));
  const property = fc.property(fc.array(nonsense, { minLength: together, maxLength: together }), values => {
    const odd = values.reduce((all, [place, value]) => withValue(all, place, value as Json), stacks);
    const failed = rulesThatThrew(prove(new Model(odd), policy, rules));
    if (failed.length > 0) throw new Error(failed.join('; '));
  });
  const { failed, seed, counterexample, errorInstance } = fc.check(property, { numRuns: Math.ceil(runs / together) });
  if (!failed) return undefined;
  const said = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return `${said}: ${JSON.stringify(counterexample)} (seed ${seed})`;
}

const policy = profilePolicy('consumer');

/** A rule that throws is caught by the proof, and would hide here. */
export const rulesThatThrew = ({ routes }: Proof): readonly string[] => [
  ...new Set(
    routes
      .flatMap(({ paths }) => paths.flatMap(({ layers }) => layers.flatMap(({ verdicts }) => verdicts)))
      .filter(({ threw }) => threw === true)
      .map(({ rule, says }) => `${rule}: ${says}`),
  ),
];

function withValue(
  stacks: readonly StackInput[],
  { at, id, name }: { readonly at: number; readonly id: string; readonly name: string },
  value: Json,
): readonly StackInput[] {
  return stacks.map((stack, i) => {
    const resource = stack.template.Resources[id];
    if (i !== at || resource === undefined) return stack;
    const changed = { ...resource, Properties: { ...resource.Properties, [name]: value } };
    return { ...stack, template: { ...stack.template, Resources: { ...stack.template.Resources, [id]: changed } } };
  });
}
