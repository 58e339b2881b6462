import type { Json } from './json';
import type { StackInput } from './model';
import { hasMark, literal, mark, splitOutsideMarks, unknownIn } from './marks';

type Truth = boolean | 'unknown';
type Intrinsic = (stack: StackInput, argument: Json) => Json | undefined;

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
const own = <T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;

/**
 * Resolves CloudFormation's intrinsics without deploying: what the templates say is written out, what only a deployment
 * can know stays as a mark, and what nobody can know from here is an unknown with its reason. Never throws.
 */
export class Evaluator {
  readonly #stacks: ReadonlyMap<string, StackInput>;
  readonly #exports = new Map<string, { stack: StackInput; value: Json }>();
  /** Guards against a value that refers to itself through outputs, parameters or conditions. */
  readonly #underWay = new Set<string>();

  constructor(stacks: readonly StackInput[]) {
    this.#stacks = new Map(stacks.map(stack => [stack.name, stack]));
    for (const stack of stacks)
      for (const output of Object.values(stack.template.Outputs ?? {})) {
        const name = output.Export?.Name === undefined ? undefined : this.value(stack, output.Export.Name);
        if (typeof name === 'string' && output.Value !== undefined)
          this.#exports.set(name, { stack, value: output.Value });
      }
  }

  /** A value with its intrinsics resolved; `undefined` for `AWS::NoValue`. */
  value(stack: StackInput, written: Json): Json | undefined {
    if (typeof written === 'string') return literal(written);
    if (typeof written !== 'object' || written === null) return written;
    if (isList(written)) return written.map(item => this.value(stack, item)).filter(item => item !== undefined);
    if (!isObject(written)) return written;
    const keys = Object.keys(written);
    const [key = ''] = keys;
    if (keys.length === 1 && (key === 'Ref' || key === 'Condition' || key.startsWith('Fn::'))) {
      const intrinsic = own(this.#intrinsics, key);
      const argument = written[key] ?? null;
      if (intrinsic !== undefined) return intrinsic(stack, argument);
      if (key !== 'Condition') return mark.unknown(`${key} is not resolved from a template alone`);
    }
    const result: Record<string, Json> = Object.create(null) as Record<string, Json>;
    for (const name of keys) {
      const value = this.value(stack, written[name] ?? null);
      if (value !== undefined) result[name] = value;
    }
    return result;
  }

  /** Whether a named condition holds; `true` for none. */
  condition(stack: StackInput, name: string | undefined): Truth {
    if (name === undefined) return true;
    const written = own(stack.template.Conditions, String(name));
    if (written === undefined) return 'unknown';
    return this.#once(`${stack.name}?${name}`, () => this.#truth(stack, written)) ?? 'unknown';
  }

  readonly #intrinsics: Readonly<Record<string, Intrinsic>> = {
    Ref: (stack, name) => this.#ref(stack, String(name)),
    'Fn::GetAtt': (stack, argument) => this.#attribute(stack, argument),
    'Fn::Sub': (stack, argument) => this.#sub(stack, argument),
    'Fn::Join': (stack, argument) => this.#join(stack, argument),
    'Fn::If': (stack, argument) => this.#if(stack, argument),
    'Fn::Select': (stack, argument) => this.#select(stack, argument),
    'Fn::Split': (stack, argument) => this.#split(stack, argument),
    'Fn::FindInMap': (stack, argument) => this.#findInMap(stack, argument),
    'Fn::ImportValue': (stack, argument) => this.#import(stack, argument),
    'Fn::GetStackOutput': (stack, argument) => this.#stackOutput(stack, argument),
    'Fn::Base64': (stack, argument) => this.value(stack, argument),
    'Fn::ToJsonString': (stack, argument) => JSON.stringify(this.value(stack, argument) ?? null),
  };

  #ref(stack: StackInput, name: string): Json | undefined {
    if (name === 'AWS::NoValue') return undefined;
    if (name === 'AWS::Region') return stack.region ?? mark.pseudo(name);
    if (name === 'AWS::AccountId') return stack.account ?? mark.pseudo(name);
    if (name === 'AWS::Partition') return 'aws';
    if (name === 'AWS::URLSuffix') return 'amazonaws.com';
    if (name === 'AWS::StackName') return stack.name;
    if (name.startsWith('AWS::')) return mark.pseudo(name);
    if (own(stack.template.Resources, name) !== undefined) return mark.ref(stack.name, name);
    if (own(stack.template.Parameters, name) !== undefined) return this.#parameter(stack, name);
    return mark.unknown(`Ref ${name}: the template has no such resource or parameter`);
  }

  #parameter(stack: StackInput, name: string): Json {
    const given = own(stack.parameters, name);
    if (given !== undefined) return typeof given === 'string' ? literal(given) : given;
    const passed = this.#once(`${stack.name}!${name}`, () => this.#fromParent(stack, name));
    if (passed !== undefined) return passed;
    const parameter = own(stack.template.Parameters, name);
    const type = parameter?.Type ?? 'String';
    const fallback = parameter?.Default;
    // An SSM parameter's default is the name of a parameter elsewhere, not its value.
    if (type.startsWith('AWS::SSM::Parameter::'))
      return mark.unknown(`parameter ${name} is read from SSM at deployment`);
    if (fallback === undefined) return mark.unknown(`parameter ${name} has no value (give --parameter ${name}=…)`);
    if (typeof fallback === 'string' && (type === 'CommaDelimitedList' || type.startsWith('List<')))
      return fallback.split(',').map(item => literal(item.trim()));
    return typeof fallback === 'string' ? literal(fallback) : fallback;
  }

  #fromParent(stack: StackInput, name: string): Json | undefined {
    const parent = stack.parent === undefined ? undefined : this.#stacks.get(stack.parent.stack);
    const maker = parent === undefined ? undefined : own(parent.template.Resources, stack.parent?.logicalId ?? '');
    const passed = own(maker?.Properties, 'Parameters');
    const value = isObject(passed) ? own(passed, name) : undefined;
    return parent === undefined || value === undefined ? undefined : this.value(parent, value);
  }

  #attribute(stack: StackInput, argument: Json): Json | undefined {
    const written = typeof argument === 'string' ? argument.split('.') : isList(argument) ? argument : [];
    const [logicalId, ...rest] = written.map(part => this.value(stack, part));
    if (typeof logicalId !== 'string' || rest.length === 0)
      return mark.unknown('Fn::GetAtt without a resource and an attribute');
    const name = rest.join('.');
    const resource = own(stack.template.Resources, logicalId);
    if (resource === undefined) return mark.unknown(`Fn::GetAtt ${logicalId}: the template has no such resource`);
    if (resource.Type === 'AWS::CloudFormation::Stack' && name.startsWith('Outputs.')) {
      const child = [...this.#stacks.values()].find(
        ({ parent }) => parent?.stack === stack.name && parent.logicalId === logicalId,
      );
      if (child === undefined)
        return mark.unknown(`the template of nested stack ${logicalId} is not among those given`);
      return this.#output(child, name.slice('Outputs.'.length));
    }
    return mark.attribute(stack.name, logicalId, name);
  }

  #output(stack: StackInput, name: string): Json | undefined {
    const written = own(stack.template.Outputs, name)?.Value;
    if (written === undefined) return mark.unknown(`stack ${stack.name} has no output ${name}`);
    return this.#once(`${stack.name}>${name}`, () => this.value(stack, written)) ?? mark.unknown('a cycle of outputs');
  }

  #sub(stack: StackInput, argument: Json): Json {
    const [text, variables] = isList(argument) ? argument : [argument, {}];
    if (typeof text !== 'string') return mark.unknown('Fn::Sub without a text');
    const pieces = text.split(/(\$\{[^}]*\})/).map(piece => {
      if (!piece.startsWith('${')) return literal(piece);
      const name = piece.slice(2, -1).trim();
      if (name.startsWith('!')) return literal(`\${${name.slice(1)}}`);
      const given = isObject(variables) ? own(variables, name) : undefined;
      if (given !== undefined) return this.#text(this.value(stack, given));
      return this.#text(name.includes('.') ? this.#attribute(stack, name) : this.#ref(stack, name));
    });
    return pieces.join('');
  }

  #join(stack: StackInput, argument: Json): Json {
    const [separator, written] = isList(argument) ? argument : [];
    const items = written === undefined ? undefined : this.value(stack, written);
    if (typeof separator !== 'string') return mark.unknown('Fn::Join without a separator');
    if (typeof items === 'string') return items; // A list nobody can see into: keep the reference.
    if (!isList(items)) return mark.unknown('Fn::Join without a list');
    return items.map(item => this.#text(item)).join(separator);
  }

  #if(stack: StackInput, argument: Json): Json | undefined {
    const [name, whenTrue = null, whenFalse = null] = isList(argument) ? argument : [];
    const truth = this.condition(stack, String(name));
    if (truth !== 'unknown') return this.value(stack, truth ? whenTrue : whenFalse);
    const [one, other] = [this.value(stack, whenTrue), this.value(stack, whenFalse)];
    if (JSON.stringify(one) === JSON.stringify(other)) return one;
    return mark.unknown(`condition ${String(name)} cannot be decided`);
  }

  #select(stack: StackInput, argument: Json): Json | undefined {
    const [index, written] = isList(argument) ? argument : [];
    const items = written === undefined ? undefined : this.value(stack, written);
    const at = Number(index === undefined ? Number.NaN : this.value(stack, index));
    if (!isList(items) || !Number.isInteger(at)) return mark.unknown('Fn::Select from a list that is not known');
    // One piece that is a reference (the host of a function URL, say): whichever part is taken, it comes from there.
    const [only] = items;
    if (items.length === 1 && typeof only === 'string' && hasMark(only)) return only;
    return items[at] ?? mark.unknown(`Fn::Select: no item ${at}`);
  }

  #split(stack: StackInput, argument: Json): Json {
    const [separator, written] = isList(argument) ? argument : [];
    const text = written === undefined ? undefined : this.value(stack, written);
    if (typeof separator !== 'string' || typeof text !== 'string')
      return mark.unknown('Fn::Split of a text that is not known');
    return splitOutsideMarks(text, separator);
  }

  #findInMap(stack: StackInput, argument: Json): Json | undefined {
    const [map, top, second] = (isList(argument) ? argument : []).map(part => this.value(stack, part));
    const level = own(
      own(stack.template.Mappings, String(map)) as Readonly<Record<string, Json>> | undefined,
      String(top),
    );
    const found = isObject(level) ? own(level, String(second)) : undefined;
    return found ?? mark.unknown(`Fn::FindInMap ${String(map)} has nothing under these keys`);
  }

  #import(stack: StackInput, argument: Json): Json | undefined {
    const name = this.value(stack, argument);
    const exported = typeof name === 'string' ? this.#exports.get(name) : undefined;
    if (exported === undefined) return mark.unknown(`export ${this.#text(name)} is in none of the templates given`);
    return (
      this.#once(`import ${String(name)}`, () => this.value(exported.stack, exported.value)) ??
      mark.unknown('a cycle of exports')
    );
  }

  #stackOutput(stack: StackInput, argument: Json): Json | undefined {
    const { StackName, OutputName } = isObject(argument) ? argument : {};
    const name = this.#text(StackName === undefined ? undefined : this.value(stack, StackName));
    const other = this.#stacks.get(name);
    if (other === undefined) return mark.unknown(`stack ${name} is not among the templates given`);
    return this.#output(other, String(OutputName));
  }

  #truth(stack: StackInput, written: Json): Truth {
    if (typeof written === 'boolean') return written;
    if (!isObject(written)) return 'unknown';
    const [key = ''] = Object.keys(written);
    const argument = written[key] ?? null;
    const parts = isList(argument) ? argument : [];
    switch (key) {
      case 'Condition':
        return this.condition(stack, String(argument));
      case 'Fn::Not': {
        const inner = this.#truth(stack, parts[0] ?? null);
        return inner === 'unknown' ? inner : !inner;
      }
      case 'Fn::And':
        return all(parts.map(part => this.#truth(stack, part)));
      case 'Fn::Or': {
        const none = all(
          parts.map(part => this.#truth(stack, part)).map(truth => (truth === 'unknown' ? truth : !truth)),
        );
        return none === 'unknown' ? none : !none;
      }
      case 'Fn::Equals': {
        const [one, other] = parts.map(part => this.value(stack, part));
        if (unknownIn(one) !== undefined || unknownIn(other) !== undefined) return 'unknown';
        if (this.#text(one) === this.#text(other)) return true;
        return hasMark(this.#text(one)) || hasMark(this.#text(other)) ? 'unknown' : false;
      }
      default:
        return 'unknown';
    }
  }

  #text(value: Json | undefined): string {
    if (value === undefined || value === null) return '';
    if (typeof value === 'object')
      return unknownIn(value) === undefined ? JSON.stringify(value) : mark.unknown(unknownIn(value) ?? '');
    return String(value);
  }

  /** Runs once along any one chain of references; undefined where the chain has come back to itself. */
  #once<T>(key: string, work: () => T): T | undefined {
    if (this.#underWay.has(key)) return undefined;
    this.#underWay.add(key);
    try {
      return work();
    } finally {
      this.#underWay.delete(key);
    }
  }
}

function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes('unknown') ? 'unknown' : true;
}
