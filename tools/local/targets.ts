import { conditionHolds, intrinsic } from './conditions';
import { LocalError, type Assembly, type Placed, type Stack } from './types';

/** What references point at, read from the templates alone: nothing is brought up for it. */

export interface Templates {
  readonly assembly: Assembly;
  readonly resources: ReadonlyMap<Stack, ReadonlyMap<string, Placed>>;
}

/** An output of a stack, as written. */
export interface OutputOf {
  readonly stack: Stack;
  readonly value: unknown;
}

/** What a weak reference of CDK synthesizes: the output of another stack, by the names of both. */
export function stackOutput({ assembly }: Templates, stack: Stack, operand: unknown): OutputOf {
  const { StackName, Region, OutputName } = operand as Readonly<Record<string, string | undefined>>;
  const source = assembly.stacks.find(({ name, region }) => name === StackName && region === (Region ?? stack.region));
  const found = source?.template.Outputs?.[OutputName ?? ''];
  if (source === undefined || found === undefined)
    throw new LocalError(
      `${stack.name}: Fn::GetStackOutput: no stack ${StackName} in ${Region ?? stack.region} with the output ${OutputName}`,
    );
  return { stack: source, value: found.Value };
}

/** What `${name}` in a Fn::Sub stands for. */
export const substituted = (name: string): unknown => (name.includes('.') ? { 'Fn::GetAtt': name } : { Ref: name });

/** Follows a reference to the resource it points at, through outputs of other stacks, without bringing anything up. */
export function targetOf(context: Templates, stack: Stack, value: unknown): Placed | undefined {
  const [operator, operand] = intrinsic(value) ?? [];
  const own = (logicalId: string): Placed | undefined => context.resources.get(stack)?.get(logicalId);
  switch (operator ?? '') {
    case 'Ref':
      return own(String(operand));
    case 'Fn::GetAtt':
      return own(typeof operand === 'string' ? (operand.split('.', 1)[0] ?? '') : String((operand as unknown[])[0]));
    case 'Fn::Sub': {
      const [, only = ''] = /^\$\{([^}!]+)\}$/.exec(String(operand)) ?? [];
      return only === '' ? undefined : targetOf(context, stack, substituted(only));
    }
    case 'Fn::If': {
      const [condition, yes, no] = operand as [string, unknown, unknown];
      return targetOf(context, stack, conditionHolds(stack, condition) ? yes : no);
    }
    case 'Fn::GetStackOutput': {
      const found = stackOutput(context, stack, operand);
      return targetOf(context, found.stack, found.value);
    }
    case 'Fn::ImportValue': {
      const found = exportedAs(context, stack, operand);
      return found && targetOf(context, found.stack, found.value);
    }
    default:
      return undefined;
  }
}

/** The export written exactly so: CDK writes export names as plain strings. */
function exportedAs({ assembly }: Templates, { region }: Stack, name: unknown): OutputOf | undefined {
  return assembly.stacks
    .filter(source => source.region === region)
    .flatMap(source => Object.values(source.template.Outputs ?? {}).map(each => ({ source, each })))
    .filter(({ each }) => each.Export?.Name === name)
    .map(({ source, each }) => ({ stack: source, value: each.Value }))[0];
}
