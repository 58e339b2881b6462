import { edgeLogsOf } from '../facts/edge-logs';
import { bucketPoliciesOf } from '../facts/log-buckets';
import { allowing, narrows, principals } from '../facts/policy-document';
import { at, truthy } from '../graph/lookups';
import { unknownIn } from '../marks';
import type { Resource } from '../model';
import { stands, unproven, weak, type Context, type Rule, type Verdict } from '../rule';

const blocks = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

/** The bucket that keeps the edge's log is nobody's but the account's. */
export const watchLogsPrivate: Rule = {
  id: 'watch/logs-private',
  layer: 'watch',
  reason:
    'The log says who called from where and when. Open to others it is a leak of its own, and what may be deleted by others is no evidence.',
  fix: 'Set all four of PublicAccessBlockConfiguration on the log bucket, and let no statement of its policy allow everyone.',
  check({ hops: [front] }, context) {
    if (front?.kind !== 'cloudfront') return [];
    return edgeLogsOf(context.model, front.where.resource)
      .flatMap(({ destination }) => (destination?.type === 'AWS::S3::Bucket' ? [destination] : []))
      .flatMap(bucket => context.once(watchLogsPrivate.id, bucket, () => judge(bucket, context)));
  },
};

function judge(bucket: Resource, { model, properties }: Context): readonly Verdict[] {
  const access = properties(bucket)['PublicAccessBlockConfiguration'];
  const where = { resource: bucket, property: 'PublicAccessBlockConfiguration' };
  const reason = unknownIn(access);
  if (reason !== undefined) return [unproven(where, reason)];
  // Buckets made since 2023 block public access by themselves; a setting that is written has to be all of it.
  const open = access === undefined ? [] : blocks.filter(name => !truthy(at(access, name)));
  if (open.length > 0) return [weak(where, `not set: ${open.join(', ')}`)];
  const wide = bucketPoliciesOf(model, bucket).flatMap(policy =>
    allowing(properties(policy)['PolicyDocument'])
      .filter(
        ({ statement }) => principals(statement).some(({ name }) => name === '*') && !narrows(statement['Condition']),
      )
      .map(({ index }) => weak({ resource: policy, property: `PolicyDocument.Statement.${index}` }, 'lets anyone in')),
  );
  return wide.length > 0 ? wide : [stands(where, 'private')];
}
