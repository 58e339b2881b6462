import type { Json } from '../json';
import { at, text, truthy } from '../graph/lookups';
import type { Where } from '../graph/types';
import { splitOutsideMarks, target, unknownIn } from '../marks';
import type { Model, Resource } from '../model';
import { stands, unproven, weak, type Context, type Verdict } from '../rule';
import { grouped, oncePer } from './once-per';
import { allowing, narrows, principals } from './policy-document';

/** Whether a truststore is named with the version of its object, which its `s3://` address or its key says. */
export function pinned(model: Model, where: Where, version: Json | undefined, object: Json | undefined): Verdict {
  const reason = unknownIn(version);
  if (reason !== undefined) return unproven(where, reason);
  if (typeof version !== 'string' || version === '') return weak(where, 'no version is pinned');
  const [of, maker] = [target(model, version), target(model, object)];
  return of === undefined || maker === undefined || of === maker
    ? stands(where, version)
    : weak(where, `the version is of ${of.logicalId}, the truststore of ${maker.logicalId}`);
}

/** The bucket that holds a truststore: named in its `s3://` address, or by the custom resource that publishes it. */
export function bucketOf(model: Model, uri: Json | undefined): Resource | undefined {
  if (typeof uri !== 'string') return undefined;
  if (uri.startsWith('s3://')) return namedBucket(model, splitOutsideMarks(uri.slice('s3://'.length), '/')[0]);
  const maker = target(model, uri);
  return maker === undefined ? undefined : namedBucket(model, model.properties(maker)['Bucket']);
}

export function namedBucket(model: Model, name: Json | undefined): Resource | undefined {
  const referred = target(model, name);
  if (referred !== undefined) return referred.type === 'AWS::S3::Bucket' ? referred : undefined;
  return typeof name === 'string' ? bucketNames(model).get(name)?.[0] : undefined;
}

const bucketNames = oncePer((model: Model) =>
  grouped(model.ofType('AWS::S3::Bucket'), bucket => text(model.properties(bucket)['BucketName'])),
);

const bucketPolicies = oncePer((model: Model) =>
  grouped(model.ofType('AWS::S3::BucketPolicy'), policy => namedBucket(model, model.properties(policy)['Bucket'])),
);

const blocks = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

/** A bucket in which what is trusted cannot be swapped unseen: versioned, and nobody's but ours. */
export function guarded(bucket: Resource, { model, once, properties }: Context): readonly Verdict[] {
  return once('truststore bucket', bucket, () => {
    const written = properties(bucket);
    return [
      versioned({ resource: bucket, property: 'VersioningConfiguration.Status' }, written),
      closedToPublic({ resource: bucket, property: 'PublicAccessBlockConfiguration' }, written),
      ...(bucketPolicies(model).get(bucket) ?? []).flatMap(policy => opened(policy, properties(policy))),
    ];
  });
}

function versioned(where: Where, written: Readonly<Record<string, Json>>): Verdict {
  const status = at(written, 'VersioningConfiguration.Status');
  const reason = unknownIn(status);
  if (reason !== undefined) return unproven(where, reason);
  return status === 'Enabled'
    ? stands(where, 'versioned')
    : weak(where, 'not versioned: what was trusted before cannot be told');
}

function closedToPublic(where: Where, written: Readonly<Record<string, Json>>): Verdict {
  const block = written['PublicAccessBlockConfiguration'];
  const reason = unknownIn(block);
  if (reason !== undefined) return unproven(where, reason);
  const open = blocks.filter(name => !truthy(at(block, name)));
  return open.length === 0 ? stands(where, 'private') : weak(where, `not set: ${open.join(', ')}`);
}

function opened(policy: Resource, { PolicyDocument }: Readonly<Record<string, Json>>): readonly Verdict[] {
  return allowing(PolicyDocument)
    .filter(
      ({ statement }) => principals(statement).some(({ name }) => name === '*') && !narrows(statement['Condition']),
    )
    .map(({ index }) => weak({ resource: policy, property: `PolicyDocument.Statement.${index}` }, 'lets anyone in'));
}
