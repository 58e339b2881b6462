import { truth, type Truth } from './conditions';
import { intrinsics, type Scope } from './intrinsics';
import type { Json } from './json';
import type { StackInput } from './model';
import { literal, mark, splitOutsideMarks, unknownIn } from './marks';
import { Memo } from './memo';
import { ParameterStore } from './parameter-store';
import { pseudoParameter } from './pseudo';
import { asText, emptyRecord, isList, isRecord, own, scalars, sectionOf, tooDeep, weightOf } from './values';

/**
 * Resolves CloudFormation's intrinsics without deploying: what the templates say is written out, what only a deployment
 * can know stays as a mark, and what nobody can know from here is an unknown with its reason. Never throws, and takes
 * time and memory in proportion to the templates, whatever they hold.
 */
export class Evaluator {
  readonly #stacks: ReadonlyMap<string, StackInput>;
  readonly #children = new Map<string, StackInput>();
  readonly #exports = new Map<string, { readonly stack: StackInput; readonly value: Json }>();
  readonly #store: ParameterStore;
  /** Outputs, parameters and conditions, each worked out once: they may refer to each other any number of times. */
  readonly #memo = new Memo();
  #depth = 0;
  /** Nodes and characters that may still be written out before templates count as made to explode. */
  #budget: number;

  constructor(stacks: readonly StackInput[]) {
    this.#stacks = new Map(stacks.map(stack => [stack.name, stack]));
    this.#budget = stacks.reduce((sum, { source }) => sum + 20 * source.text.length, 20_000_000);
    this.#store = new ParameterStore(stacks, this);
    for (const stack of stacks) {
      if (stack.parent !== undefined) this.#children.set(`${stack.parent.stack}/${stack.parent.logicalId}`, stack);
      for (const [, output] of sectionOf(stack.template.Outputs)) {
        const written = own(own(output, 'Export'), 'Name');
        const name = written === undefined ? undefined : this.value(stack, written);
        const value = own(output, 'Value');
        if (typeof name === 'string' && value !== undefined && this.#given(stack, output) === true)
          this.#exports.set(name, { stack, value });
      }
    }
  }

  /** A value with its intrinsics resolved; `undefined` for `AWS::NoValue`. */
  value(stack: StackInput, written: Json): Json | undefined {
    this.#budget -= typeof written === 'string' ? written.length + 1 : 1;
    if (this.#budget < 0) return mark.unknown('the templates come to more than can be held');
    if (typeof written === 'string') return this.#store.within(literal(written));
    if (typeof written !== 'object' || written === null) return written;
    if (this.#depth >= tooDeep) return mark.unknown('it is nested deeper than can be followed');
    this.#depth++;
    try {
      const value = this.#composite(stack, written);
      return typeof value === 'string' ? this.#store.within(value) : value;
    } finally {
      this.#depth--;
    }
  }

  /** Whether a named condition holds; `true` for none. */
  condition(stack: StackInput, name: unknown): Truth {
    if (name === undefined) return true;
    const written = typeof name === 'string' ? own(stack.template.Conditions, name) : undefined;
    if (written === undefined || typeof name !== 'string') return 'unknown';
    const found = this.#memo.once(`${stack.name}?${name}`, 'unknown', () =>
      truth(written, {
        condition: other => this.#deeper(() => this.condition(stack, other)) ?? 'unknown',
        value: part => this.value(stack, part),
      }),
    );
    return typeof found === 'boolean' ? found : 'unknown';
  }

  #composite(stack: StackInput, written: readonly Json[] | { readonly [key: string]: Json }): Json | undefined {
    if (isList(written)) return written.map(item => this.value(stack, item)).filter(item => item !== undefined);
    if (!isRecord(written)) return undefined;
    const keys = Object.keys(written);
    const [key = ''] = keys;
    if (keys.length === 1 && (key === 'Ref' || key.startsWith('Fn::'))) {
      const intrinsic = intrinsics.get(key);
      if (intrinsic === undefined) return mark.unknown(`${key} is not resolved from a template alone`);
      const value = intrinsic(this.#scope(stack), written[key] ?? null);
      this.#budget -= weightOf(value);
      return value;
    }
    const result = emptyRecord();
    for (const name of keys) {
      const value = this.value(stack, written[name] ?? null);
      if (value !== undefined) result[name] = value;
    }
    return result;
  }

  #scope(stack: StackInput): Scope {
    return {
      mappings: stack.template.Mappings,
      value: written => this.value(stack, written),
      ref: name => this.#ref(stack, name),
      attribute: argument => this.#attribute(stack, argument),
      condition: name => this.condition(stack, name),
      importValue: name => this.#import(name),
      stackOutput: (name, output) => {
        const other = this.#stacks.get(name);
        return other === undefined
          ? mark.unknown(`stack ${name} is not among the templates given`)
          : this.#output(other, output);
      },
    };
  }

  #ref(stack: StackInput, name: string): Json | undefined {
    if (name === 'AWS::NoValue') return undefined;
    if (name.startsWith('AWS::')) return pseudoParameter(stack, name);
    if (own(stack.template.Resources, name) !== undefined) return mark.ref(stack.name, name);
    if (own(stack.template.Parameters, name) !== undefined)
      return this.#memo.once(`${stack.name}!${name}`, mark.unknown('a cycle of parameters'), () =>
        this.#parameter(stack, name),
      );
    return mark.unknown(`Ref ${name}: the template has no such resource or parameter`);
  }

  #parameter(stack: StackInput, name: string): Json | undefined {
    const parameter = own(stack.template.Parameters, name);
    const type = asText(own(parameter, 'Type') ?? 'String');
    const written = own(stack.parameters, name) ?? own(parameter, 'Default');
    // What the parent passes was resolved over there, so its marks are marks.
    const value = this.#fromParent(stack, name) ?? (written === undefined ? undefined : scalars(written, literal));
    if (value === undefined) return mark.unknown(`parameter ${name} has no value (give --parameter ${name}=…)`);
    // What such a parameter is given is a name; its value is what the parameter store has under it at deployment.
    const resolved = type.startsWith('AWS::SSM::Parameter::Value') ? this.#store.valueOf(asText(value)) : value;
    const listed = type === 'CommaDelimitedList' || /\bList</.test(type);
    return listed && typeof resolved === 'string' && unknownIn(resolved) === undefined
      ? splitOutsideMarks(resolved, ',').map(item => item.trim())
      : resolved;
  }

  #fromParent(stack: StackInput, name: string): Json | undefined {
    const parent = stack.parent === undefined ? undefined : this.#stacks.get(stack.parent.stack);
    if (parent === undefined) return undefined;
    const maker = own(parent.template.Resources, stack.parent?.logicalId ?? '');
    const passed = own(own(own(maker, 'Properties'), 'Parameters'), name);
    return passed === undefined ? undefined : scalars(this.value(parent, passed) ?? null);
  }

  #attribute(stack: StackInput, argument: Json): Json | undefined {
    const written = typeof argument === 'string' ? argument.split('.') : isList(argument) ? argument : [];
    const [logicalId, ...rest] = written.map(part => this.value(stack, part));
    const name = rest.map(asText).join('.');
    if (typeof logicalId !== 'string' || name === '')
      return mark.unknown('Fn::GetAtt without a resource and an attribute');
    const resource = own(stack.template.Resources, logicalId);
    if (resource === undefined) return mark.unknown(`Fn::GetAtt ${logicalId}: the template has no such resource`);
    const type = own(resource, 'Type');
    if (type === 'AWS::SSM::Parameter' && name === 'Value') return this.#store.valueOf(mark.ref(stack.name, logicalId));
    if (type !== 'AWS::CloudFormation::Stack' || !name.startsWith('Outputs.'))
      return mark.attribute(stack.name, logicalId, name);
    const child = this.#children.get(`${stack.name}/${logicalId}`);
    return child === undefined
      ? mark.unknown(`the template of nested stack ${logicalId} is not among those given`)
      : this.#output(child, name.slice('Outputs.'.length));
  }

  #output(stack: StackInput, name: string): Json | undefined {
    const output = own(stack.template.Outputs, name);
    const written = own(output, 'Value');
    const given = this.#given(stack, output ?? null);
    if (written === undefined || given === false) return mark.unknown(`stack ${stack.name} has no output ${name}`);
    if (given === 'unknown') return mark.unknown(`the condition of output ${name} cannot be decided`);
    return this.#memo.once(`${stack.name}>${name}`, mark.unknown('a cycle of outputs'), () =>
      scalars(this.value(stack, written) ?? null),
    );
  }

  #given(stack: StackInput, output: Json): Truth {
    return this.condition(stack, own(output, 'Condition'));
  }

  #import(name: Json | undefined): Json | undefined {
    const called = asText(name);
    const exported = this.#exports.get(called);
    if (exported === undefined) return mark.unknown(`export ${called} is in none of the templates given`);
    return this.#memo.once(`import ${called}`, mark.unknown('a cycle of exports'), () =>
      scalars(this.value(exported.stack, exported.value) ?? null),
    );
  }

  #deeper<T>(work: () => T): T | undefined {
    if (this.#depth >= tooDeep) return undefined;
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
    }
  }
}
