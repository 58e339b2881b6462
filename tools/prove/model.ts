import type { Json, Template } from './json';
import { Arns } from './arns';
import { Evaluator } from './evaluate';
import { isRecord, own, sectionOf } from './values';

/** Every template of one proof, joined: stacks, their resources, and what each property comes to. */

/** Where a template was read from, kept so that a finding can name its line. */
export interface Source {
  readonly file: string;
  readonly text: string;
  readonly format: 'json' | 'yaml';
}

export interface StackInput {
  readonly name: string;
  /** Absent: the templates do not say where they go. */
  readonly region?: string;
  readonly account?: string;
  readonly template: Template;
  readonly source: Source;
  /** Values for parameters, ahead of their defaults. */
  readonly parameters: Readonly<Record<string, Json>>;
  /** For a nested stack: the resource that makes it. Its parameters are evaluated over there. */
  readonly parent?: { readonly stack: string; readonly logicalId: string };
  /** What had to be assumed or could not be read (macros, includes); makes what depends on it unproven. */
  readonly notes: readonly string[];
}

export interface Resource {
  readonly stack: StackInput;
  readonly logicalId: string;
  readonly type: string;
  /** As written, intrinsics unresolved. */
  readonly written: Readonly<Record<string, Json>>;
  /** False: its condition is false. `unknown`: the condition hangs on a parameter without a value. */
  readonly exists: boolean | 'unknown';
  /** `stack/logicalId`: unique in the model. */
  readonly key: string;
  /** Where CDK says it was written (`aws:cdk:path`), for people. */
  readonly constructPath: string | undefined;
}

export class Model {
  readonly stacks: readonly StackInput[];
  /** The resources that exist or may, by key. */
  readonly resources: ReadonlyMap<string, Resource>;
  readonly #byType = new Map<string, Resource[]>();
  readonly #evaluator: Evaluator;
  readonly #properties = new Map<Resource, Readonly<Record<string, Json>>>();
  readonly #arns: Arns;

  constructor(stacks: readonly StackInput[]) {
    this.stacks = stacks;
    this.#evaluator = new Evaluator(stacks);
    const resources = new Map<string, Resource>();
    for (const stack of stacks)
      for (const [logicalId, written] of sectionOf(stack.template.Resources)) {
        const type = text(own(written, 'Type'));
        const exists = this.#evaluator.condition(stack, own(written, 'Condition'));
        if (type === undefined || exists === false) continue;
        const properties = own(written, 'Properties');
        const resource: Resource = {
          stack,
          logicalId,
          type,
          written: isObject(properties) ? properties : {},
          exists,
          key: `${stack.name}/${logicalId}`,
          constructPath: text(own(own(written, 'Metadata'), 'aws:cdk:path')),
        };
        resources.set(resource.key, resource);
        const same = this.#byType.get(resource.type);
        if (same === undefined) this.#byType.set(resource.type, [resource]);
        else same.push(resource);
      }
    this.resources = resources;
    this.#arns = new Arns(resources.values(), ({ stack }, written) => this.#evaluator.value(stack, written));
  }

  ofType(...types: readonly string[]): readonly Resource[] {
    return types.flatMap(type => this.#byType.get(type) ?? []);
  }

  /** The properties with every intrinsic resolved as far as templates allow; the rest stands as marks (see `marks.ts`). */
  properties(resource: Resource): Readonly<Record<string, Json>> {
    let found = this.#properties.get(resource);
    if (found === undefined) {
      const value = this.#evaluator.value(resource.stack, resource.written);
      const linked = value === undefined ? undefined : this.#arns.within(value);
      found = isObject(linked) ? linked : {};
      this.#properties.set(resource, found);
    }
    return found;
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const isObject: (value: unknown) => value is Readonly<Record<string, Json>> = isRecord;
