import type { Json, Template, TemplateResource } from '../../prove/json';
import type { StackInput } from '../../prove/model';
import { isRecord } from '../../prove/values';
import { eachValue, type Rewrite } from './rewrite';

/** The same resources in other stacks. */

type Lead = (stack: StackInput, output: string, value: Json) => Json;

/** An output for every value of another stack, under a name made of what it is. */
const outputName = (value: Json): string => `X${JSON.stringify(value).replaceAll(/\W/g, '')}`;

/** Splits a stack in two; what one half needs of the other goes through outputs. */
function split(stack: StackInput, lead: Lead, goes: (id: string, index: number) => boolean): readonly StackInput[] {
  const entries = Object.entries(stack.template.Resources);
  const there = new Set(entries.filter(([id], i) => goes(id, i)).map(([id]) => id));
  if (there.size === 0 || there.size === entries.length) return [stack];
  const other: StackInput = { ...stack, name: `${stack.name}-more` };
  const outputs = [new Map<string, Json>(), new Map<string, Json>()] as const;
  const half = (beside: StackInput, mine: boolean): Template => {
    const needed = outputs[mine ? 1 : 0];
    const kept = entries.filter(([id]) => there.has(id) !== mine);
    const template = { ...stack.template, Resources: Object.fromEntries(kept), ...(mine ? {} : { Outputs: {} }) };
    const away = (id: unknown): boolean =>
      typeof id === 'string' && id in stack.template.Resources && there.has(id) === mine;
    const linked = eachValue(
      template,
      value => {
        if (!isRecord(value)) return value;
        const target =
          value['Ref'] ??
          (Array.isArray(value['Fn::GetAtt']) ? (value['Fn::GetAtt'] as readonly Json[])[0] : undefined);
        if (!away(target)) return value;
        needed.set(outputName(value), value);
        return lead(beside, outputName(value), value);
      },
      { within: true },
    );
    return { ...linked, Resources: withoutOrder(linked.Resources, away) };
  };
  const [first, second] = [half(other, true), half(stack, false)];
  return [
    { ...stack, template: withOutputs(first, stack, outputs[0]) },
    { ...other, template: withOutputs(second, other, outputs[1]) },
  ];
}

/** Order between stacks is not written in templates. */
const withoutOrder = (
  resources: Readonly<Record<string, TemplateResource>>,
  away: (id: unknown) => boolean,
): Readonly<Record<string, TemplateResource>> =>
  Object.fromEntries(
    Object.entries(resources).map(([id, { DependsOn, ...resource }]) => {
      const kept = [DependsOn ?? []].flat().filter(each => !away(each));
      return [id, { ...resource, ...(kept.length === 0 ? {} : { DependsOn: kept }) }];
    }),
  );

const withOutputs = (template: Template, { name }: StackInput, values: ReadonlyMap<string, Json>): Template => ({
  ...template,
  Outputs: {
    ...template.Outputs,
    ...Object.fromEntries(
      [...values].map(([output, Value]) => [output, { Value, Export: { Name: `${name}:${output}` } }]),
    ),
  },
});

const byOutput: Lead = ({ name, region = '' }, OutputName) => ({
  'Fn::GetStackOutput': { StackName: name, Region: region, OutputName },
});
const byImport: Lead = ({ name }, output) => ({ 'Fn::ImportValue': `${name}:${output}` });
const byImportInSub: Lead = ({ name }, output) => ({ 'Fn::ImportValue': { 'Fn::Sub': `${name}:${output}` } });

const splitAll = (name: string, lead: Lead, goes: (id: string, index: number) => boolean): Rewrite => ({
  name,
  rewrite: stacks => stacks.flatMap(stack => split(stack, lead, goes)),
});

export const splits: readonly Rewrite[] = [
  splitAll('every stack in two, by outputs', byOutput, (_id, i) => i % 2 === 1),
  splitAll('every stack in two halves, by outputs', byOutput, (id, i) => i > 5 && id !== ''),
  splitAll('every stack in two, by exports', byImport, (_id, i) => i % 2 === 0),
  splitAll('every stack in two, by exports with names in a Sub', byImportInSub, (_id, i) => i % 3 === 0),
];
