import { edgeLogsOf } from '../facts/edge-logs';
import { bucketPoliciesOf } from '../facts/log-buckets';
import { openStatement } from '../facts/open-policy';
import { acts, allowing, narrows, principals, type Statement } from '../facts/policy-document';
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
  const open = blocks.filter(name => !truthy(at(access, name)));
  if (open.length > 0) return [weak(where, `not set: ${open.join(', ')}`)];
  const wide = bucketPoliciesOf(model, bucket).flatMap(policy => {
    const document = properties(policy)['PolicyDocument'];
    const forgeable = allowing(document).find(
      ({ statement }) => delivers(statement) && !narrows(statement['Condition']),
    );
    const index = openStatement(document) ?? forgeable?.index;
    const says =
      openStatement(document) === undefined
        ? 'takes logs from any account, so anyone can forge them'
        : 'lets anyone in';
    return index === undefined ? [] : [weak({ resource: policy, property: `PolicyDocument.Statement.${index}` }, says)];
  });
  return wide.length > 0 ? wide : [stands(where, 'private')];
}

/** Whoever has logs delivered comes as the same service: only a condition tells one account from another. */
const delivers = (statement: Statement): boolean =>
  principals(statement).some(({ name }) => name === 'delivery.logs.amazonaws.com') && acts(statement, 's3:PutObject');
