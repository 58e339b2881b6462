import { placed } from './assembly';
import { conditionHolds, findInMap, intrinsic, noValue, parameter } from './conditions';
import { stackOutput, substituted, targetOf, type OutputOf, type Templates } from './targets';
import { LocalError, type Assembly, type Live, type Placed, type Stack } from './types';

export interface Resolver {
  resolve(stack: Stack, value: unknown): Promise<unknown>;
  target(stack: Stack, value: unknown): Placed | undefined;
}

/** Gives intrinsics their values. `live` brings a resource up when something refers to it. */
export function createResolver(assembly: Assembly, live: (resource: Placed) => Promise<Live>): Resolver {
  const context: Context = { assembly, live, resources: indexed(assembly) };
  return {
    async resolve(stack, value) {
      const resolved = await resolve(context, stack, value);
      return resolved === noValue ? undefined : resolved;
    },
    target: (stack, value) => targetOf(context, stack, value),
  };
}

interface Context extends Templates {
  readonly live: (resource: Placed) => Promise<Live>;
}

const indexed = (assembly: Assembly): Context['resources'] =>
  new Map(assembly.stacks.map(stack => [stack, new Map(placed(stack).map(each => [each.logicalId, each]))]));

async function resolve(context: Context, stack: Stack, value: unknown): Promise<unknown> {
  if (typeof value === 'string') return withoutDynamicReference(stack, value);
  if (Array.isArray(value)) {
    const items = await Promise.all(value.map(item => resolve(context, stack, item)));
    return items.filter(item => item !== noValue);
  }
  if (typeof value !== 'object' || value === null) return value;
  const [operator, operand] = intrinsic(value) ?? [];
  if (operator === undefined || operator === 'Condition') {
    const entries = await Promise.all(
      Object.entries(value).map(async ([key, item]) => [key, await resolve(context, stack, item)] as const),
    );
    return Object.fromEntries(entries.filter(([, item]) => item !== noValue));
  }
  const evaluate = intrinsics[operator];
  if (evaluate === undefined)
    throw new LocalError(`${stack.name}: got ${operator}, takes one of: ${Object.keys(intrinsics).join(', ')}`);
  const result = await evaluate(context, stack, operand);
  return typeof result === 'string' ? withoutDynamicReference(stack, result) : result;
}

type Intrinsic = (context: Context, stack: Stack, operand: unknown) => unknown;

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (context, stack, name) => reference(context, stack, String(name)),
  'Fn::GetAtt': (context, stack, operand) => attribute(context, stack, operand),
  'Fn::Join': async (context, stack, operand) => {
    const [delimiter, parts] = await list(context, stack, 'Fn::Join', operand);
    return strings(stack, 'Fn::Join', parts).join(String(delimiter));
  },
  'Fn::Sub': (context, stack, operand) => substitute(context, stack, operand),
  'Fn::Select': async (context, stack, operand) => {
    const [index, items] = await list(context, stack, 'Fn::Select', operand);
    const item = Array.isArray(items) ? (items as unknown[])[Number(index)] : undefined;
    if (item === undefined) throw new LocalError(`${stack.name}: Fn::Select: there is no item ${String(index)}`);
    return item;
  },
  'Fn::Split': async (context, stack, operand) => {
    const [delimiter, source] = strings(stack, 'Fn::Split', await list(context, stack, 'Fn::Split', operand));
    return source?.split(delimiter ?? '');
  },
  'Fn::FindInMap': async (context, stack, operand) =>
    findInMap(stack, strings(stack, 'Fn::FindInMap', await list(context, stack, 'Fn::FindInMap', operand))),
  'Fn::If': (context, stack, operand) => {
    const [condition, yes, no] = operand as [string, unknown, unknown];
    return resolve(context, stack, conditionHolds(stack, condition) ? yes : no);
  },
  'Fn::Base64': async (context, stack, operand) =>
    Buffer.from(String(await resolve(context, stack, operand))).toString('base64'),
  'Fn::ImportValue': async (context, stack, operand) => {
    const name = String(await resolve(context, stack, operand));
    return output(context, await exported(context, stack, name));
  },
  'Fn::GetStackOutput': async (context, stack, operand) => output(context, stackOutput(context, stack, operand)),
};

async function list(context: Context, stack: Stack, operator: string, operand: unknown): Promise<unknown[]> {
  const resolved = await resolve(context, stack, operand);
  if (!Array.isArray(resolved)) throw new LocalError(`${stack.name}: ${operator} takes a list`);
  return resolved as unknown[];
}

function strings(stack: Stack, operator: string, value: unknown): string[] {
  if (Array.isArray(value) && value.every(item => ['string', 'number', 'boolean'].includes(typeof item)))
    return value.map(String);
  throw new LocalError(`${stack.name}: ${operator}: got ${typeof value}, takes a list of strings`);
}

/** SSM parameters and secrets live in an account; a made-up value would only fail later, somewhere else. */
function withoutDynamicReference(stack: Stack, value: string): string {
  const [found] = /\{\{resolve:[^}]*\}\}/.exec(value) ?? [];
  if (found === undefined) return value;
  throw new LocalError(`${stack.name}: ${found} is read from an account when it deploys; the local chain has none`);
}

async function reference(context: Context, stack: Stack, name: string): Promise<unknown> {
  const value = parameter(stack, name);
  return value ?? (await context.live(resourceNamed(context, stack, name, 'Ref'))).ref;
}

async function attribute(context: Context, stack: Stack, operand: unknown): Promise<unknown> {
  const [logicalId, name] = await getAtt(context, stack, operand);
  const resource = resourceNamed(context, stack, logicalId, 'Fn::GetAtt');
  const { attributes } = await context.live(resource);
  if (name in attributes) return attributes[name];
  throw new LocalError(
    `${stack.name}: ${logicalId} (${resource.type}): the local chain does not know its attribute ${name}, only ${Object.keys(attributes).join(', ') || 'none'}`,
  );
}

/** Both forms: `"Logical.Attribute"` and `["Logical", "Attribute"]`, where an attribute may itself hold dots. */
async function getAtt(context: Context, stack: Stack, operand: unknown): Promise<readonly [string, string]> {
  const [logicalId = '', ...rest] =
    typeof operand === 'string'
      ? operand.split('.')
      : strings(stack, 'Fn::GetAtt', await resolve(context, stack, operand));
  return [logicalId, rest.join('.')];
}

function resourceNamed({ resources }: Context, stack: Stack, logicalId: string, by: string): Placed {
  const found = resources.get(stack)?.get(logicalId);
  if (found === undefined)
    throw new LocalError(`${stack.name}: ${by} ${logicalId}: the template has no such parameter or resource`);
  return found;
}

const placeholder = /\$\{([^}]+)\}/g;

async function substitute(context: Context, stack: Stack, operand: unknown): Promise<string> {
  const [text, variables] = Array.isArray(operand)
    ? (operand as [string, Record<string, unknown>])
    : [String(operand), {} as Record<string, unknown>];
  const names = new Set(
    [...text.matchAll(placeholder)].map(([, name = '']) => name).filter(name => !name.startsWith('!')),
  );
  const values = new Map<string, unknown>();
  for (const name of names)
    values.set(name, await resolve(context, stack, name in variables ? variables[name] : substituted(name)));
  // `${!name}` is CloudFormation's way to write a literal ${name}.
  return text.replaceAll(placeholder, (_, name: string) =>
    name.startsWith('!') ? `\${${name.slice(1)}}` : String(values.get(name)),
  );
}

const output = (context: Context, { stack, value }: OutputOf): Promise<unknown> => resolve(context, stack, value);

async function exported(context: Context, stack: Stack, name: string): Promise<OutputOf> {
  for (const source of context.assembly.stacks.filter(({ region }) => region === stack.region))
    for (const { Value, Export } of Object.values(source.template.Outputs ?? {}))
      if (Export !== undefined && (await resolve(context, source, Export.Name)) === name)
        return { stack: source, value: Value };
  throw new LocalError(`${stack.name}: Fn::ImportValue: no stack in ${stack.region} exports ${name}`);
}
