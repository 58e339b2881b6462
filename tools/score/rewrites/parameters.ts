import type { Json, Template } from '../../prove/json';
import type { StackInput } from '../../prove/model';
import { isList } from '../../prove/values';
import { eachStack, eachValue, ofTemplates, ref, type Rewrite } from './rewrite';

/** Values that stand elsewhere in the template, or are known to CloudFormation. */

/** Texts that a parameter may hold: no list separator, no key of a set of words CloudFormation itself reads. */
const movable = (value: Json): value is string => typeof value === 'string' && /^[\w./: -]{3,80}$/.test(value);

/** Moves every text into a section of the template, and leaves what leads to it. */
function moved(
  template: Template,
  leave: (name: string) => Json,
): { inner: Template; texts: ReadonlyMap<string, string> } {
  const texts = new Map<string, string>();
  const inner = eachValue(template, value => {
    if (!movable(value)) return value;
    const name = `T${texts.size}`;
    const known = [...texts].find(([, text]) => text === value)?.[0] ?? name;
    texts.set(known, value);
    return leave(known);
  });
  return { inner, texts };
}

function inMapping(template: Template): Template {
  const { inner, texts } = moved(template, name => ({ 'Fn::FindInMap': ['Texts', ref('Stage'), name] }));
  return {
    ...inner,
    Mappings: { ...inner.Mappings, Texts: { live: Object.fromEntries(texts) } },
    Parameters: { ...inner.Parameters, Stage: { Type: 'String', Default: 'live' } },
  };
}

function inDefaults(template: Template): Template {
  const { inner, texts } = moved(template, ref);
  const parameters = [...texts].map(([name, Default]) => [name, { Type: 'String', Default }] as const);
  return { ...inner, Parameters: { ...inner.Parameters, ...Object.fromEntries(parameters) } };
}

function given(stack: StackInput): StackInput {
  const { inner, texts } = moved(stack.template, ref);
  const parameters = [...texts].map(([name]) => [name, { Type: 'String' }] as const);
  return {
    ...stack,
    template: { ...inner, Parameters: { ...inner.Parameters, ...Object.fromEntries(parameters) } },
    parameters: { ...stack.parameters, ...Object.fromEntries(texts) },
  };
}

function listParameters(template: Template): Template {
  const lists: Record<string, { Type: string; Default: string }> = {};
  const inner = eachValue(template, value => {
    if (!isList(value) || value.length === 0 || !value.every(movable)) return value;
    const name = `L${Object.keys(lists).length}`;
    lists[name] = { Type: 'CommaDelimitedList', Default: value.join(',') };
    return ref(name);
  });
  return { ...inner, Parameters: { ...inner.Parameters, ...lists } };
}

/** `eu-west-1` → Ref AWS::Region, where the stack is in eu-west-1; likewise partition and URL suffix. */
function pseudo({ region = '' }: StackInput, value: Json): Json {
  if (typeof value !== 'string' || value.length > 300 || value.includes('${')) return value;
  const text = value
    .replaceAll('arn:aws:', 'arn:${AWS::Partition}:')
    .replaceAll(region === '' ? '\0' : region, '${AWS::Region}')
    .replace(/amazonaws\.com$/, '${AWS::URLSuffix}');
  return text === value ? value : { 'Fn::Sub': text };
}

/** A parameter in the store between a stack that has a value and those that read it. */
function throughStore(stacks: readonly StackInput[]): readonly StackInput[] {
  return eachStack(stacks, (template, { name, region }) => {
    const written = Object.entries(template.Outputs ?? {}).map(
      ([output, { Value = '' }]) =>
        [
          `Store${output}`,
          { Type: 'AWS::SSM::Parameter', Properties: { Name: `/${name}/${output}`, Type: 'String', Value } },
        ] as const,
    );
    const reading = eachValue(
      template,
      value => {
        if (typeof value !== 'object' || value === null || !('Fn::GetStackOutput' in value)) return value;
        const from = value['Fn::GetStackOutput'] as Readonly<Record<string, string>>;
        return from['Region'] === region ? `{{resolve:ssm:/${from['StackName']}/${from['OutputName']}}}` : value;
      },
      { within: true },
    );
    return { ...reading, Resources: { ...reading.Resources, ...Object.fromEntries(written) } };
  });
}

export const parameters: readonly Rewrite[] = [
  ofTemplates('texts in a mapping', inMapping),
  ofTemplates('texts as defaults of parameters', inDefaults),
  { name: 'texts given as parameters', rewrite: stacks => stacks.map(given) },
  ofTemplates('lists as parameters', listParameters),
  ofTemplates('Region, partition and URL suffix as pseudo parameters', (template, stack) =>
    eachValue(template, value => pseudo(stack, value), { within: false }),
  ),
  {
    name: 'the account is known',
    rewrite: stacks => stacks.map(stack => ({ ...stack, account: '111122223333' })),
  },
  { name: 'values of other stacks through the parameter store', rewrite: throughStore },
];
