import { at, text } from '../graph/lookups';
import { mark, target } from '../marks';
import type { Model, Resource } from '../model';
import { grouped, oncePer } from './once-per';

/** The log groups by the name they are given. */
const byName = oncePer((model: Model) =>
  grouped(model.ofType('AWS::Logs::LogGroup'), group => text(model.properties(group)['LogGroupName'])),
);

/** A log group by reference or by name. */
export function logGroupOf(model: Model, name: unknown): Resource | undefined {
  if (typeof name !== 'string') return undefined;
  const referred = target(model, name);
  if (referred !== undefined) return referred.type === 'AWS::Logs::LogGroup' ? referred : undefined;
  return byName(model).get(name)?.[0];
}

/** What Lambda calls the log group of a function that is told of none. */
export function defaultLogGroup(model: Model, fn: Resource): string {
  const name = text(model.properties(fn)['FunctionName']);
  return `/aws/lambda/${name ?? mark.ref(fn.stack.name, fn.logicalId)}`;
}

/** The log group of a function that its templates describe. */
export function logGroupsOf(model: Model, fn: Resource): readonly Resource[] {
  const named = at(model.properties(fn), 'LoggingConfig.LogGroup');
  const names =
    named === undefined
      ? [defaultLogGroup(model, fn), `/aws/lambda/${mark.ref(fn.stack.name, fn.logicalId)}`]
      : [named];
  return [...new Set(names.flatMap(name => logGroupOf(model, name) ?? []))];
}
