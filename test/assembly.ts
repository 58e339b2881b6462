import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template, TemplateResource } from '../tools/local/types';

const made = join(__dirname, '..', '.portcullis', 'test');
const output = join(made, 'environments');

/** The cloud assembly of an environment, as global-setup.ts synthesized it. */
export const assemblyOf = (env: string): string => join(output, env);

/** The cloud assembly of a system of variants.ts. */
export const variantOf = (name: string): string => join(made, 'variants', name);

/** The environments that were synthesized. */
export const synthesized = (): string[] => readdirSync(output).sort();

/** The example's. */
export const assemblyDirectory = assemblyOf('example');

export type { Template, TemplateResource };

/** What an environment calls its stacks, in front of `-edge`, `-trust` and so on. */
export const prefixOf = (env: string): string => `portcullis-${env}`;
export const prefix = prefixOf('example');

export const stackNames = (env = 'example'): string[] =>
  readdirSync(assemblyOf(env))
    .filter(file => file.endsWith('.template.json'))
    .map(file => file.slice(`${prefixOf(env)}-`.length, -'.template.json'.length))
    .sort();

/** A fresh copy of a stack's template: `template('gateway')`. */
export const template = (stack: string, env = 'example'): Template =>
  JSON.parse(readFileSync(join(assemblyOf(env), `${prefixOf(env)}-${stack}.template.json`), 'utf8')) as Template;

/** Every resource of a type, with its properties never undefined. */
export const ofType = (from: Template, type: string): (TemplateResource & { Properties: Record<string, unknown> })[] =>
  Object.values(from.Resources)
    .filter(resource => resource.Type === type)
    .map(resource => Object.assign(resource, { Properties: resource.Properties ?? {} }));

/** The one resource of a type; a failed expectation where there is none, or more. */
export function only(from: Template, type: string): TemplateResource & { Properties: Record<string, unknown> } {
  const found = ofType(from, type);
  expect(found.map(({ Type }) => Type)).toEqual([type]);
  const [resource] = found;
  if (resource === undefined) throw new Error(`${type}: none in the template`);
  return resource;
}
