import type { Json } from '../json';
import { edgeLogsOf, type EdgeLog } from '../facts/edge-logs';
import { bucketPoliciesOf } from '../facts/log-buckets';
import { decision } from '../facts/policy-decision';
import { standsIn } from '../facts/regions';
import { at, list, objects } from '../graph/lookups';
import { mark, unknownIn } from '../marks';
import type { Resource } from '../model';
import { stands, unproven, weak, worst, type Context, type Rule, type Verdict } from '../rule';
import { asText } from '../values';

/** The distribution writes an access log, and what it writes arrives. */
export const watchEdgeLog: Rule = {
  id: 'watch/edge-log',
  layer: 'watch',
  reason: 'What the edge refuses or answers itself never comes to the API: its own log is all there is of it.',
  fix: 'Set DistributionConfig.Logging with a bucket that takes ACLs, or link the distribution by AWS::Logs::DeliverySource (ACCESS_LOGS), DeliveryDestination and Delivery in us-east-1; keep cookies out.',
  check({ hops: [front] }, context) {
    if (front?.kind !== 'cloudfront') return [];
    const { resource } = front.where;
    return context.once(watchEdgeLog.id, resource, () => {
      const found = edgeLogsOf(context.model, resource).map(log => judge(log, context));
      // One log that arrives is enough; several are judged by the best.
      const best =
        found.find(({ status }) => status === 'stands') ??
        found.find(({ status }) => status === worst(found.map(one => one.status)));
      return [
        best ?? weak({ resource, property: 'DistributionConfig.Logging' }, 'the distribution writes no access log'),
      ];
    });
  },
};

function judge(log: EdgeLog, context: Context): Verdict {
  const { where, destination, named, global, fields, legacy } = log;
  const reason = unknownIn(named) ?? unknownIn(fields);
  if (reason !== undefined) return unproven(where, reason);
  if (log.cookies) return weak(where, 'writes cookies, and the sessions in them');
  if (!legacy && fields === undefined)
    return weak({ ...where, property: 'RecordFields' }, 'writes every field, cookies and the sessions in them too');
  const away = global.find(resource => standsIn(resource, context) !== 'us-east-1');
  if (away !== undefined) {
    const region = standsIn(away, context);
    return region === undefined
      ? unproven({ resource: away }, 'stands in us-east-1 or nowhere, and the templates do not say where they go')
      : weak({ resource: away }, `stands in ${region}; the logs of CloudFront are delivered from us-east-1`);
  }
  const lacks = lacking(fields);
  if (lacks.length > 0) return weak({ ...where, property: 'RecordFields' }, `does not write ${lacks.join(', ')}`);
  if (destination === undefined) return unproven(where, `${asText(named)} is in none of the templates given`);
  return arrives(log, destination, context);
}

/** A list that is given is all that is written. */
function lacking(fields: Json | undefined): readonly string[] {
  if (fields === undefined) return [];
  const written = list(fields).map(asText);
  return ['date', 'time', 'c-ip', 'cs-method', 'cs-uri-stem', 'sc-status'].filter(field => !written.includes(field));
}

function arrives({ where, legacy }: EdgeLog, destination: Resource, context: Context): Verdict {
  if (!/^AWS::(?:S3::Bucket|Logs::LogGroup|KinesisFirehose::DeliveryStream)$/.test(destination.type))
    return weak(where, `${destination.logicalId} is no place for a log`);
  if (destination.type !== 'AWS::S3::Bucket') return stands(where, `written to ${destination.logicalId}`);
  return legacy ? takesAcls(where, destination, context) : takesDeliveries(where, destination, context);
}

/** The older kind writes with ACLs, which new buckets refuse unless they are told otherwise. */
function takesAcls(where: Verdict['where'], bucket: Resource, { properties }: Context): Verdict {
  const [rule] = objects(at(properties(bucket)['OwnershipControls'], 'Rules'));
  const ownership = asText(rule?.['ObjectOwnership'] ?? 'BucketOwnerEnforced');
  return ownership === 'BucketOwnerEnforced'
    ? weak(
        { resource: bucket, property: 'OwnershipControls' },
        'takes no ACLs, and CloudFront writes this log with one',
      )
    : stands(where, `written to ${bucket.logicalId}`);
}

/** Without a bucket policy CloudWatch Logs writes one; a policy that is written has to let it in. */
function takesDeliveries(where: Verdict['where'], bucket: Resource, { model, properties }: Context): Verdict {
  const account = bucket.stack.account ?? mark.pseudo('AWS::AccountId');
  for (const policy of bucketPoliciesOf(model, bucket)) {
    const found = decision(properties(policy)['PolicyDocument'], {
      service: 'delivery.logs.amazonaws.com',
      action: 's3:PutObject',
      resource: `${mark.attribute(bucket.stack.name, bucket.logicalId, 'Arn')}/AWSLogs/${account}/CloudFront/log`,
      sends: {
        's3:x-amz-acl': 'bucket-owner-full-control',
        's3:tlsversion': '1.3',
        'aws:securetransport': 'true',
        'aws:sourceaccount': account,
        'aws:sourcearn': `arn:aws:logs:us-east-1:${account}:delivery-source:log`,
      },
    });
    const place = { resource: policy, property: 'PolicyDocument' };
    if (found === 'refused') return weak(place, 'does not let delivery.logs.amazonaws.com write the log');
    if (found === 'unknown') return unproven(place, 'cannot see that delivery.logs.amazonaws.com may write the log');
  }
  return stands(where, `delivered to ${bucket.logicalId}`);
}
