import { LocalError, type Stack } from './types';

/**
 * The part of CloudFormation's language that needs nothing alive: pseudo parameters, parameters, mappings and conditions.
 */

/** The documentation's example account: no local ARN can be mistaken for somebody's. */
export const accountId = '111122223333';

/** Stands for a property that `AWS::NoValue` takes away. */
export const noValue = Symbol('AWS::NoValue');

type Expression = Readonly<Record<string, unknown>>;

function pseudoParameter(stack: Stack, name: string): unknown {
  switch (name) {
    case 'AWS::AccountId':
      return accountId;
    case 'AWS::Region':
      return stack.region;
    case 'AWS::Partition':
      return 'aws';
    case 'AWS::URLSuffix':
      return 'amazonaws.com';
    case 'AWS::StackName':
      return stack.name;
    case 'AWS::StackId':
      return stackId(stack);
    case 'AWS::NotificationARNs':
      return [];
    case 'AWS::NoValue':
      return noValue;
    default:
      return undefined;
  }
}

export const stackId = ({ name, region }: Stack): string =>
  `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/00000000-0000-4000-8000-000000000000`;

/** The value of a pseudo parameter or a template parameter, or undefined where the name is neither. */
export function parameter(stack: Stack, name: string): unknown {
  const pseudo = pseudoParameter(stack, name);
  if (pseudo !== undefined) return pseudo;
  const declared = stack.template.Parameters?.[name];
  if (declared === undefined) return undefined;
  if (declared.Type.startsWith('AWS::SSM::'))
    throw new LocalError(
      `${stack.name}: parameter ${name} is read from SSM (${String(declared.Default)}), which only an account has; give it a plain default`,
    );
  if (declared.Default === undefined)
    throw new LocalError(
      `${stack.name}: parameter ${name} has no default, and the local chain passes none; give it one`,
    );
  const isList = declared.Type === 'CommaDelimitedList' || declared.Type.startsWith('List<');
  return isList
    ? String(declared.Default)
        .split(',')
        .map(item => item.trim())
    : declared.Default;
}

/** Whether a named condition of the template holds. */
export function conditionHolds(stack: Stack, name: string, path: readonly string[] = []): boolean {
  const expression = stack.template.Conditions?.[name];
  if (expression === undefined) throw new LocalError(`${stack.name}: condition ${name} is not declared`);
  if (path.includes(name))
    throw new LocalError(`${stack.name}: conditions refer to each other: ${[...path, name].join(' → ')}`);
  return holds(stack, expression, [...path, name]);
}

function holds(stack: Stack, expression: unknown, path: readonly string[]): boolean {
  const [operator, operand] = intrinsic(expression) ?? [];
  const operands = Array.isArray(operand) ? (operand as unknown[]) : [];
  switch (operator ?? '') {
    case 'Condition':
      return conditionHolds(stack, String(operand), path);
    case 'Fn::And':
      return operands.every(each => holds(stack, each, path));
    case 'Fn::Or':
      return operands.some(each => holds(stack, each, path));
    case 'Fn::Not':
      return !holds(stack, operands[0], path);
    case 'Fn::Equals':
      return String(scalar(stack, operands[0], path)) === String(scalar(stack, operands[1], path));
    default:
      throw new LocalError(
        `${stack.name}: condition ${path.join(' → ')}: ${operator ?? 'a plain value'} is not modelled`,
      );
  }
}

function scalar(stack: Stack, value: unknown, path: readonly string[]): unknown {
  const [operator, operand] = intrinsic(value) ?? [];
  if (operator === undefined) return value;
  if (operator === 'Ref') return parameter(stack, String(operand));
  if (operator === 'Fn::FindInMap' && Array.isArray(operand))
    return findInMap(
      stack,
      (operand as unknown[]).map(each => String(scalar(stack, each, path))),
    );
  throw new LocalError(`${stack.name}: condition ${path.join(' → ')}: ${operator} is not modelled`);
}

export function findInMap(stack: Stack, [map = '', top = '', second = '']: readonly string[]): unknown {
  const found = stack.template.Mappings?.[map]?.[top]?.[second];
  if (found === undefined) throw new LocalError(`${stack.name}: Fn::FindInMap: mapping ${map} has no ${top}.${second}`);
  return found;
}

/** The operator and operand of `{ "Fn::X": … }`, or undefined where the value is no intrinsic. */
export function intrinsic(value: unknown): readonly [string, unknown] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value as Expression);
  const [only] = entries;
  if (entries.length !== 1 || only === undefined) return undefined;
  return only[0] === 'Ref' || only[0] === 'Condition' || only[0].startsWith('Fn::') ? only : undefined;
}
