import type { Json } from '../json';
import { aclsAround } from '../facts/around';
import { aclLogOf } from '../facts/web-acl-logs';
import { logGroupOf } from '../facts/function-logs';
import { differ, regionOf } from '../facts/regions';
import { at, list, objects, text } from '../graph/lookups';
import { mentions, splitOutsideMarks, unknownIn } from '../marks';
import type { Resource } from '../model';
import { stands, unproven, weak, type Context, type Rule, type Verdict } from '../rule';
import { asText } from '../values';

/** The web ACL writes down what it blocks. */
export const watchWebAclLog: Rule = {
  id: 'watch/web-acl-log',
  layer: 'watch',
  reason:
    'Without its log nobody can tell an attack that was stopped from a customer who was, nor see which rule does it.',
  fix: 'Add AWS::WAFv2::LoggingConfiguration for the web ACL, to a log group, bucket or stream whose name begins aws-waf-logs-, with a filter that keeps BLOCK.',
  check(path, context) {
    return aclsAround(path, context).map(acl => context.once(watchWebAclLog.id, acl, () => judge(acl, context)));
  },
};

function judge(acl: Resource, context: Context): Verdict {
  const log = aclLogOf(context.model, acl);
  if (log === undefined) return weak({ resource: acl }, 'the web ACL writes no log');
  const { LogDestinationConfigs, LoggingFilter } = context.properties(log);
  const where = { resource: log, property: 'LogDestinationConfigs' };
  const [named] = list(LogDestinationConfigs);
  const reason = unknownIn(LogDestinationConfigs) ?? unknownIn(LoggingFilter);
  if (reason !== undefined) return unproven(where, reason);
  if (!keepsBlocks(LoggingFilter)) return weak({ resource: log, property: 'LoggingFilter' }, 'drops what was blocked');
  return destination(where, named, acl, context);
}

/** A log group by the ARN that ends in it, or another place by its ARN. Names have to begin as WAF wants them (aws-cdk #35311). */
function destination(where: Verdict['where'], named: Json | undefined, acl: Resource, context: Context): Verdict {
  const arn = asText(named);
  if (arn === '') return weak(where, 'no destination is named');
  const [found] = mentions(context.model, named);
  const parts = splitOutsideMarks(arn, ':');
  const last = parts[0] === 'arn' ? (parts.at(-1) === '*' ? parts.at(-2) : parts.at(-1)) : undefined;
  const group = found ?? logGroupOf(context.model, last);
  const region = parts[0] === 'arn' && parts[2] !== 's3' ? parts[3] : undefined;
  if (differ(region, regionOf(acl, context))) return weak(where, `${arn} is in another Region than the web ACL`);
  if (group === undefined)
    return /(?:^|[:/])aws-waf-logs-/.test(arn)
      ? unproven(where, `${arn} is in none of the templates given`)
      : weak(where, `${arn} does not begin aws-waf-logs-`);
  const property = {
    'AWS::Logs::LogGroup': 'LogGroupName',
    'AWS::S3::Bucket': 'BucketName',
    'AWS::KinesisFirehose::DeliveryStream': 'DeliveryStreamName',
  }[group.type];
  if (property === undefined) return weak(where, `${group.logicalId} is no place for a log`);
  const name = text(context.properties(group)[property]) ?? '';
  return name.startsWith('aws-waf-logs-')
    ? stands(where, name)
    : weak({ resource: group, property }, `WAF writes only where the name begins aws-waf-logs-`);
}

/** Without a filter everything is kept. Filters are tried in order, and the first that matches decides. */
function keepsBlocks(filter: Json | undefined): boolean {
  if (filter === undefined) return true;
  const first = objects(at(filter, 'Filters')).find(({ Conditions, Requirement }) => {
    const actions = objects(Conditions).map(condition => at(condition, 'ActionCondition.Action'));
    return Requirement === 'MEETS_ALL' ? actions.length === 1 && actions[0] === 'BLOCK' : actions.includes('BLOCK');
  });
  return (first === undefined ? at(filter, 'DefaultBehavior') : first['Behavior']) === 'KEEP';
}
