import type { Json, Template, TemplateResource } from '../../prove/json';
import type { StackInput } from '../../prove/model';
import { isList, isRecord } from '../../prove/values';
import { isReference } from '../operators';

/** Another way to write the same system: what is deployed does not change, so no verdict may. */
export interface Rewrite {
  readonly name: string;
  rewrite(stacks: readonly StackInput[]): readonly StackInput[];
}

export const eachStack = (
  stacks: readonly StackInput[],
  edit: (template: Template, stack: StackInput) => Template,
): readonly StackInput[] => stacks.map(stack => ({ ...stack, template: edit(stack.template, stack) }));

/** Every resource of a template, edited. */
export const eachResource = (
  template: Template,
  edit: (resource: TemplateResource, logicalId: string) => TemplateResource,
): Template => ({
  ...template,
  Resources: Object.fromEntries(Object.entries(template.Resources).map(([id, resource]) => [id, edit(resource, id)])),
});

/** Every value of every property and output, innermost first; what a reference is made of only where `within` says so. */
export function eachValue(
  template: Template,
  edit: (value: Json, key: string) => Json,
  { within = false }: { readonly within?: boolean } = {},
): Template {
  const walk = (value: Json, key: string): Json => {
    if (!within && isReference(value)) return edit(value, key);
    if (isList(value))
      return edit(
        value.map(item => walk(item, key)),
        key,
      );
    if (isRecord(value))
      return edit(Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner, name)])), key);
    return edit(value, key);
  };
  return {
    ...eachResource(template, resource => ({
      ...resource,
      ...(resource.Properties === undefined ? {} : { Properties: walkEntries(resource.Properties, walk) }),
    })),
    ...(template.Outputs === undefined
      ? {}
      : {
          Outputs: walkEntries(template.Outputs, walk) as NonNullable<Template['Outputs']>,
        }),
  };
}

const walkEntries = (
  entries: Readonly<Record<string, Json>>,
  walk: (value: Json, key: string) => Json,
): Readonly<Record<string, Json>> =>
  Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, walk(value, key)]));

export const ref = (logicalId: string): Json => ({ Ref: logicalId });

/** A rewrite that edits every template by itself. */
export const ofTemplates = (name: string, edit: (template: Template, stack: StackInput) => Template): Rewrite => ({
  name,
  rewrite: stacks => eachStack(stacks, edit),
});

/** A rewrite that edits every value by itself. */
export const ofValues = (
  name: string,
  edit: (value: Json, key: string) => Json,
  options?: { readonly within?: boolean },
): Rewrite => ofTemplates(name, template => eachValue(template, edit, options));
