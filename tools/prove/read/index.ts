import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Json } from '../json';
import { Model, type StackInput } from '../model';
import { nestedStacks, readAssembly, readStack } from './assembly';
import { UnreadableError } from './error';
import { namedApart } from './names';
import { expandSam } from './sam/expand';
import { checked } from './template';

/** A template that is already in memory: what `Template.fromStack` of the CDK's assertions gives, or its JSON. */
export type TemplateObject = { readonly Resources: object } | { toJSON(): { readonly [key: string]: unknown } };

/** A template in memory with what a file's name or an assembly would have told about it. */
export interface NamedTemplate {
  /** The stack's name, by which other stacks refer to its outputs. */
  readonly name: string;
  readonly region?: string;
  readonly template: TemplateObject;
}

export type Input = string | TemplateObject | NamedTemplate;

export interface ReadOptions {
  /** Values for template parameters, by name, for every template that has such a parameter. */
  readonly parameters?: Readonly<Record<string, Json>>;
  /** Where templates go that do not say so themselves. */
  readonly region?: string;
}

/** Reads cloud assemblies and templates, by path or as objects, into one model. Throws {@link UnreadableError}. */
export function read(inputs: readonly Input[], { parameters = {}, region }: ReadOptions = {}): Model {
  const there = region === undefined ? {} : { region };
  const stacks = inputs.flatMap((input, i) =>
    typeof input === 'string'
      ? readPath(input, parameters).map(stack => ({ ...there, ...stack }))
      : [readObject(input, i, parameters, there)],
  );
  return new Model(namedApart(stacks));
}

function readPath(path: string, parameters: Readonly<Record<string, Json>>): readonly StackInput[] {
  if (!existsSync(path)) throw new UnreadableError(`${path}: there is no such file or directory`);
  if (statSync(path).isDirectory()) {
    if (!existsSync(join(path, 'manifest.json')))
      throw new UnreadableError(`${path}: a directory without manifest.json; give a cdk.out or template files`);
    return readAssembly(path, parameters);
  }
  if (basename(path) === 'manifest.json') return readAssembly(dirname(path), parameters);
  const stack = readStack(path, {
    name: basename(path).replace(/(?:\.template)?\.(?:json|ya?ml|template)$/i, ''),
    parameters,
  });
  return [stack, ...nestedStacks(dirname(path), stack)];
}

function readObject(
  input: TemplateObject | NamedTemplate,
  position: number,
  parameters: Readonly<Record<string, Json>>,
  there: { readonly region?: string },
): StackInput {
  // The CDK's Template has a `template` too, and no name.
  const named: NamedTemplate =
    'name' in input ? input : { name: `template${position === 0 ? '' : position + 1}`, template: input };
  const { name, template } = named;
  const value = 'toJSON' in template ? template.toJSON() : template;
  return {
    name,
    ...there,
    ...(named.region === undefined ? {} : { region: named.region }),
    parameters,
    // Never a file: nothing to name a line of.
    source: { file: '', text: '', format: 'json' },
    ...expandSam(checked(name, value)),
  };
}
