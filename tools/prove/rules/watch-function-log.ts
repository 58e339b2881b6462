import { defaultLogGroup, logGroupsOf } from '../facts/function-logs';
import { glob } from '../facts/policy-decision';
import { acts, many } from '../facts/policy-document';
import { rightsOf, roleOf, type Rights } from '../facts/roles';
import { coversAll } from '../facts/wildcards';
import { at, text } from '../graph/lookups';
import { mentions, unknownIn } from '../marks';
import type { Resource } from '../model';
import { stands, unproven, weak, type Context, type Rule, type Verdict } from '../rule';
import { asText } from '../values';

/** AWS's own policies for functions that let them write their log. */
const logging =
  /service-role\/AWSLambda(?:BasicExecution|VPCAccessExecution|DynamoDBExecution|KinesisExecution|SQSQueueExecution|MSKExecution)Role$|CloudWatchLogsFullAccess$|AdministratorAccess$|PowerUserAccess$/;

/** The function has a log group in the templates, and may write into it. */
export const watchFunctionLog: Rule = {
  id: 'watch/function-log',
  layer: 'watch',
  reason:
    "What the service refuses stands in the function's log and nowhere else. Without the right to write, it is silent; in a group that Lambda makes, it is kept for ever.",
  fix: 'Write an AWS::Logs::LogGroup, name it in LoggingConfig.LogGroup, and allow logs:CreateLogStream and logs:PutLogEvents on it.',
  check({ route: { integration } }, context) {
    const fn = integration.function;
    return fn === undefined ? [] : context.once(watchFunctionLog.id, fn, () => judge(fn, context));
  },
};

function judge(fn: Resource, { model, properties }: Context): readonly Verdict[] {
  const where = { resource: fn, property: 'LoggingConfig.LogGroup' };
  const [group] = logGroupsOf(model, fn);
  const named = at(properties(fn), 'LoggingConfig.LogGroup');
  const reason = unknownIn(named);
  if (reason !== undefined) return [unproven(where, reason)];
  if (group === undefined)
    return named === undefined
      ? [weak(where, 'its log group is made by Lambda, and kept for ever')]
      : [unproven(where, `the log group ${asText(named)} is in none of the templates given`)];
  const role = roleOf(model, fn);
  // Whose rights cannot be seen is the concern of service/role-narrow.
  if (role === undefined) return [stands(where, `log group ${group.logicalId}`)];
  const rights = rightsOf(model, role);
  const name = text(properties(group)['LogGroupName']) ?? defaultLogGroup(model, fn);
  const lacks = ['logs:CreateLogStream', 'logs:PutLogEvents'].filter(
    action => !may(rights, action, group, name, model),
  );
  if (lacks.length === 0) return [stands(where, `log group ${group.logicalId}`)];
  const managed = rights.managed.map(({ arn }) => unknownIn(arn)).find(found => found !== undefined);
  return [
    managed === undefined
      ? weak({ resource: role }, `may not ${lacks.join(' or ')} on ${group.logicalId}`)
      : unproven({ resource: role }, managed),
  ];
}

function may(
  { statements, managed }: Rights,
  action: string,
  group: Resource,
  name: string,
  model: Context['model'],
): boolean {
  if (managed.some(({ arn }) => logging.test(asText(arn)))) return true;
  return statements.some(
    ({ statement }) =>
      acts(statement, action) &&
      many(statement['Resource']).some(
        resource =>
          coversAll(resource) ||
          mentions(model, resource).includes(group) ||
          glob(asText(resource).replace(/^arn:[^:]*:logs:[^:]*:[^:]*:/, ''), `log-group:${name}:log-stream:x`),
      ),
  );
}
