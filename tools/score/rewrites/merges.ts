import type { Json, Template } from '../../prove/json';
import type { StackInput } from '../../prove/model';
import { isRecord } from '../../prove/values';
import { renamed } from './names';
import { eachValue, type Rewrite } from './rewrite';

/** Several stacks as one, and stacks within stacks. */

interface Wanted {
  readonly StackName: string;
  readonly OutputName: string;
  readonly Region: string;
}

const wantedBy = (value: Json): Wanted | undefined =>
  isRecord(value) && isRecord(value['Fn::GetStackOutput'])
    ? (value['Fn::GetStackOutput'] as unknown as Wanted)
    : undefined;

/** All stacks that are alike in one. Within it they refer to each other; others take outputs from the one. */
function merged(stacks: readonly StackInput[], likeness: (stack: StackInput) => string): readonly StackInput[] {
  const groups = new Map<string, StackInput[]>();
  for (const stack of stacks) groups.set(likeness(stack), [...(groups.get(likeness(stack)) ?? []), stack]);
  return [...groups].reduce<readonly StackInput[]>(
    (all, [name, group]) => (group.length === 1 ? all : asOne(`one-${name}`, group, all)),
    stacks,
  );
}

function asOne(name: string, group: readonly StackInput[], all: readonly StackInput[]): readonly StackInput[] {
  const members = new Set(group.map(stack => stack.name));
  // Two stacks may use one logical id; in one stack they may not.
  const apart = all
    .filter(stack => members.has(stack.name))
    .map((stack, i) => ({ ...stack, template: renamed(stack.template, id => `${id}In${i}`) }));
  const outputs = new Map(
    apart.flatMap(stack =>
      Object.entries(stack.template.Outputs ?? {}).map(([output, { Value = '' }]) => [
        `${stack.name}.${output}`,
        Value,
      ]),
    ),
  );
  const linked = (template: Template, inside: boolean): Template =>
    eachValue(
      template,
      value => {
        const wanted = wantedBy(value);
        if (wanted === undefined || !members.has(wanted.StackName)) return value;
        return inside
          ? (outputs.get(`${wanted.StackName}.${wanted.OutputName}`) ?? value)
          : { 'Fn::GetStackOutput': { ...wanted, StackName: name } as unknown as Json };
      },
      { within: true },
    );
  const templates = apart.map(({ template }) => linked(template, true));
  const section = <K extends 'Resources' | 'Mappings' | 'Outputs'>(key: K): NonNullable<Template[K]> =>
    Object.assign({}, ...templates.map(template => template[key] ?? {})) as NonNullable<Template[K]>;
  const [first] = apart;
  const others = all
    .filter(stack => !members.has(stack.name))
    .map(stack => ({ ...stack, template: linked(stack.template, false) }));
  if (first === undefined) return others;
  const one = { Resources: section('Resources'), Mappings: section('Mappings'), Outputs: section('Outputs') };
  return [{ ...first, name, template: one }, ...others];
}

/** Every stack as the child of one that has nothing else; what it takes from others comes in as a parameter. */
function nested(stacks: readonly StackInput[], byParameter: boolean): readonly StackInput[] {
  return stacks.flatMap(stack => {
    const passed: Record<string, Json> = {};
    const inner = byParameter
      ? eachValue(
          stack.template,
          value => {
            const wanted = wantedBy(value);
            if (wanted === undefined) return value;
            passed[wanted.OutputName] = value;
            return { Ref: wanted.OutputName };
          },
          { within: true },
        )
      : stack.template;
    const parameters = Object.fromEntries(Object.keys(passed).map(name => [name, { Type: 'String' }]));
    const outputs = Object.entries(stack.template.Outputs ?? {}).map(
      ([name, output]) => [name, { ...output, Value: { 'Fn::GetAtt': ['Child', `Outputs.${name}`] } }] as const,
    );
    const parent: StackInput = {
      ...stack,
      template: {
        Resources: {
          Child: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'child.json', Parameters: passed } },
        },
        Outputs: Object.fromEntries(outputs),
      },
    };
    const child: StackInput = {
      ...stack,
      name: `${stack.name}/Child`,
      template: { ...inner, Parameters: { ...inner.Parameters, ...parameters } },
      parent: { stack: stack.name, logicalId: 'Child' },
    };
    return [parent, child];
  });
}

const region = ({ region: name = '' }: StackInput): string => name;

export const merges: readonly Rewrite[] = [
  { name: 'one stack a Region', rewrite: stacks => merged(stacks, region) },
  {
    name: 'gateway and services in one stack',
    rewrite: stacks => merged(stacks, ({ name }) => (/-(?:gateway|services)$/.test(name) ? 'api' : name)),
  },
  {
    name: 'trust and gateway in one stack',
    rewrite: stacks => merged(stacks, ({ name }) => (/-(?:gateway|trust)$/.test(name) ? 'api' : name)),
  },
  { name: 'every stack nested in another', rewrite: stacks => nested(stacks, false) },
  { name: 'every stack nested in another, which gives it parameters', rewrite: stacks => nested(stacks, true) },
];
