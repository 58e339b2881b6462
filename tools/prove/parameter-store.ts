import type { Evaluator } from './evaluate';
import type { Json } from './json';
import type { StackInput } from './model';
import { mark } from './marks';
import { Memo } from './memo';
import { asText, bounded, own, sectionOf } from './values';

interface Stored {
  readonly stack: StackInput;
  readonly written: Json;
}

/** SSM parameters that the templates themselves write, for those that read them: stacks are often joined that way. */
export class ParameterStore {
  readonly #stacks: readonly StackInput[];
  readonly #evaluator: Evaluator;
  readonly #memo = new Memo();
  #stored: ReadonlyMap<string, Stored> | undefined;

  constructor(stacks: readonly StackInput[], evaluator: Evaluator) {
    this.#stacks = stacks;
    this.#evaluator = evaluator;
  }

  /** The value under a name, or under the reference to the resource that writes it. */
  valueOf(name: string): string {
    const value = this.#memo.once(name, mark.unknown('a cycle of SSM parameters'), () => {
      const stored = this.#index().get(name);
      return stored === undefined
        ? mark.unknown(`SSM parameter ${name} is read at deployment`)
        : asText(this.#evaluator.value(stored.stack, stored.written));
    });
    return bounded(asText(value));
  }

  /** A text with its `{{resolve:ssm:…}}` references written out. Those to Secrets Manager stay: they are secrets. */
  within(text: string): string {
    if (!text.includes('{{resolve:ssm:')) return text;
    return bounded(
      text.replaceAll(/\{\{resolve:ssm:([^:}]+)(?::\d+)?\}\}/g, (_whole, name: string) => this.valueOf(name)),
    );
  }

  #index(): ReadonlyMap<string, Stored> {
    if (this.#stored !== undefined) return this.#stored;
    const stored = new Map<string, Stored>();
    this.#stored = stored;
    for (const stack of this.#stacks)
      for (const [id, resource] of sectionOf(stack.template.Resources)) {
        if (own(resource, 'Type') !== 'AWS::SSM::Parameter') continue;
        if (this.#evaluator.condition(stack, own(resource, 'Condition')) !== true) continue;
        const properties = own(resource, 'Properties');
        const found = { stack, written: own(properties, 'Value') ?? null };
        stored.set(mark.ref(stack.name, id), found);
        const name = own(properties, 'Name');
        if (name !== undefined) stored.set(asText(this.#evaluator.value(stack, name)), found);
      }
    return stored;
  }
}
