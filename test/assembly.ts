import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template, TemplateResource } from '../tools/local/types';

/** The example environment as global-setup.ts synthesized it. */
export const assemblyDirectory = join(__dirname, '..', '.portcullis', 'test', 'cdk.out');

export type { Template, TemplateResource };

/** What the example environment calls its stacks, in front of `-edge`, `-trust` and so on. */
export const prefix = 'portcullis-example';

export const stackNames = (): string[] =>
  readdirSync(assemblyDirectory)
    .filter(file => file.endsWith('.template.json'))
    .map(file => file.slice(`${prefix}-`.length, -'.template.json'.length))
    .sort();

/** A fresh copy of a stack's template: `template('gateway')`. */
export const template = (stack: string): Template =>
  JSON.parse(readFileSync(join(assemblyDirectory, `${prefix}-${stack}.template.json`), 'utf8')) as Template;

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
