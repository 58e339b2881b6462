import type { Model, Resource } from '../model';
import { grouped, oncePer } from './once-per';
import { namedBucket } from './truststore';

const policies = oncePer((model: Model) =>
  grouped(model.ofType('AWS::S3::BucketPolicy'), policy => namedBucket(model, model.properties(policy)['Bucket'])),
);

/** The policies of a bucket that the templates write. */
export const bucketPoliciesOf = (model: Model, bucket: Resource): readonly Resource[] =>
  policies(model).get(bucket) ?? [];
