import { LocalError, type Stack, type TemplateResource } from '../../local/types';

/** Reading and rewriting templates, for the edits that take layers away. */

export type Properties = Record<string, unknown>;

export interface Found {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly resource: TemplateResource;
  readonly properties: Properties;
}

/** Every resource of a type, with its properties ready to be rewritten in place. */
export function resourcesOf(stacks: readonly Stack[], type: string): Found[] {
  return stacks.flatMap(stack =>
    Object.entries(stack.template.Resources)
      .filter(([, { Type }]) => Type === type)
      .map(([logicalId, resource]) => ({
        stack,
        logicalId,
        resource,
        properties: (resource.Properties ??= {}),
      })),
  );
}

/** A nested object of the properties, made where it is missing. */
export function objectAt(parent: Properties, key: string): Properties {
  const value = parent[key];
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Properties;
  const made: Properties = {};
  parent[key] = made;
  return made;
}

export const listAt = (parent: Properties, key: string): Properties[] =>
  Array.isArray(parent[key]) ? (parent[key] as Properties[]) : [];

/** Removes a property; says whether it was there. */
export function drop(properties: Properties, key: string): boolean {
  const there = properties[key] !== undefined;
  delete properties[key];
  return there;
}

/** Removes a resource, as a deleted construct would: nothing waits for it any more. */
export function remove({ stack: { template }, logicalId }: Found): void {
  delete template.Resources[logicalId];
  for (const resource of Object.values(template.Resources))
    if (resource.DependsOn !== undefined)
      resource.DependsOn = [resource.DependsOn].flat().filter(name => name !== logicalId);
}

/** An edit that changes nothing would prove nothing. */
export function mustHave(edited: boolean, layer: string, what: string): void {
  if (!edited) throw new LocalError(`${layer}: nothing to take away: ${what}`);
}
