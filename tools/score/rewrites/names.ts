import type { Json, Template } from '../../prove/json';
import type { StackInput } from '../../prove/model';
import { asText, isRecord, sectionOf } from '../../prove/values';
import { eachStack, eachValue, ofTemplates, type Rewrite } from './rewrite';

/** Names that only the templates themselves use. */

/** Renames resources with every reference to them: Ref, GetAtt, Sub, DependsOn. */
export function renamed(template: Template, nameOf: (logicalId: string, index: number) => string): Template {
  const names = new Map(Object.keys(template.Resources).map((id, i) => [id, nameOf(id, i)]));
  const to = (id: string): string => names.get(id) ?? id;
  const inner = eachValue(
    template,
    value => {
      if (!isRecord(value)) return value;
      const [key = ''] = Object.keys(value);
      const argument = value[key] ?? null;
      if (key === 'Ref' && typeof argument === 'string') return { Ref: to(argument) };
      if (key === 'Fn::GetAtt' && Array.isArray(argument)) {
        const [id, ...rest] = argument as readonly Json[];
        return { 'Fn::GetAtt': [to(asText(id)), ...rest] };
      }
      return key === 'Fn::Sub' && typeof argument === 'string'
        ? { 'Fn::Sub': argument.replaceAll(/\$\{(\w+)/g, (_whole, id: string) => `\${${to(id)}`) }
        : value;
    },
    { within: true },
  );
  return {
    ...inner,
    Resources: Object.fromEntries(
      Object.entries(inner.Resources).map(([id, { DependsOn, ...resource }]) => [
        to(id),
        {
          ...resource,
          ...(DependsOn === undefined ? {} : { DependsOn: [DependsOn].flat().map(each => to(asText(each))) }),
        },
      ]),
    ),
  };
}

/** The names of stacks and outputs as other stacks write them. */
function stacksRenamed(
  stacks: readonly StackInput[],
  stackTo: (name: string) => string,
  outputTo: (name: string) => string,
) {
  return eachStack(stacks, template => {
    const inner = eachValue(
      template,
      value =>
        isRecord(value) && isRecord(value['Fn::GetStackOutput'])
          ? {
              'Fn::GetStackOutput': {
                ...value['Fn::GetStackOutput'],
                StackName: stackTo(asText(value['Fn::GetStackOutput']['StackName'])),
                OutputName: outputTo(asText(value['Fn::GetStackOutput']['OutputName'])),
              },
            }
          : value,
      { within: true },
    );
    return {
      ...inner,
      Outputs: Object.fromEntries(
        Object.entries(inner.Outputs ?? {}).map(([name, output]) => [outputTo(name), output]),
      ),
    };
  }).map(stack => ({ ...stack, name: stackTo(stack.name) }));
}

export const names: readonly Rewrite[] = [
  ofTemplates('logical ids that say nothing', template => renamed(template, (_id, i) => `R${i}`)),
  ofTemplates('logical ids in another order', template => renamed(template, (id, i) => `Z${String(999 - i)}${id}`)),
  ofTemplates('logical ids of one type named alike', template =>
    renamed(template, (id, i) => `${template.Resources[id]?.Type.replaceAll(/\W/g, '') ?? ''}${i}`),
  ),
  {
    name: 'stacks under other names',
    rewrite: stacks =>
      stacksRenamed(
        stacks,
        name => name.replace('portcullis-example', 'bank-live'),
        name => name,
      ),
  },
  {
    name: 'outputs under other names',
    rewrite: stacks =>
      stacksRenamed(
        stacks,
        name => name,
        name => `Out${name}`,
      ),
  },
  ofTemplates('parameters under other names', template => ({
    ...template,
    Parameters: Object.fromEntries(
      sectionOf(template.Parameters).map(([name, value]) => [`P${name}`, value]),
    ) as NonNullable<Template['Parameters']>,
  })),
];
