import type { Json } from '../json';
import { accessLogOf } from '../facts/access-logs';
import { numberOf } from '../facts/alarms';
import { aclsAround } from '../facts/around';
import { edgeLogsOf } from '../facts/edge-logs';
import { logGroupOf, logGroupsOf } from '../facts/function-logs';
import { aclLogOf } from '../facts/web-acl-logs';
import { at, list, objects } from '../graph/lookups';
import type { Path } from '../graph/types';
import { mentions, splitOutsideMarks, unknownIn } from '../marks';
import type { Resource } from '../model';
import { stands, unproven, weak, type Context, type Rule, type Verdict } from '../rule';
import { asText } from '../values';

/** Intruders are found weeks after they came: a log that is gone by then was never of use. */
const shortest = 30;

/** The only numbers of days that a log group takes. */
const taken = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 2_192, 2_557, 2_922, 3_288, 3_653,
];

/** Every log around the route is kept for a month or more, and not for ever. */
export const watchLogRetention: Rule = {
  id: 'watch/log-retention',
  layer: 'watch',
  reason:
    'Intrusions are noticed weeks later, so a log kept for days tells nothing; one kept for ever gathers addresses and identities that nobody will answer for.',
  fix: 'Set RetentionInDays on the log group (30 or more), or an expiration in the LifecycleConfiguration of the log bucket.',
  check: (path, context) =>
    logsAround(path, context).map(log => context.once(watchLogRetention.id, log, () => judge(log, context))),
};

function logsAround(path: Path, context: Context): readonly Resource[] {
  const { model, properties } = context;
  const { stage, hops, route } = path;
  const destinations: readonly (Json | undefined)[] = [
    stage === undefined ? undefined : accessLogOf(stage)?.destination,
    ...aclsAround(path, context)
      .flatMap(acl => aclLogOf(model, acl) ?? [])
      .map(log => list(properties(log)['LogDestinationConfigs'])[0]),
  ];
  const [front] = hops;
  const fn = route.integration.function;
  const logs = [
    ...destinations.flatMap(
      arn => mentions(model, arn)[0] ?? logGroupOf(model, splitOutsideMarks(asText(arn), ':').at(-1)) ?? [],
    ),
    ...(front?.kind === 'cloudfront'
      ? edgeLogsOf(model, front.where.resource).flatMap(({ destination }) => destination ?? [])
      : []),
    ...(fn === undefined ? [] : logGroupsOf(model, fn)),
  ];
  return [...new Set(logs)].filter(({ type }) => type === 'AWS::Logs::LogGroup' || type === 'AWS::S3::Bucket');
}

function judge(log: Resource, { properties }: Context): Verdict {
  const written = properties(log);
  const bucket = log.type === 'AWS::S3::Bucket';
  const where = { resource: log, property: bucket ? 'LifecycleConfiguration' : 'RetentionInDays' };
  const value = written[where.property];
  const reason = unknownIn(value);
  if (reason !== undefined) return unproven(where, reason);
  const days = bucket ? expiration(objects(at(value, 'Rules'))) : numberOf(value);
  if (days === undefined || days <= 0) return weak(where, `${log.logicalId} is kept for ever`);
  if (!bucket && !taken.includes(days))
    return weak(where, `CloudWatch Logs keeps nothing for ${days} days: not one of its numbers`);
  return days < shortest
    ? weak(where, `${log.logicalId} is gone after ${days} days`)
    : stands(where, `kept for ${days} days`);
}

const expiration = (rules: readonly Readonly<Record<string, Json>>[]): number | undefined =>
  rules
    .filter(({ Status }) => Status === 'Enabled')
    .map(rule => numberOf(rule['ExpirationInDays']))
    .find(days => days !== undefined);
