import { bucketOf, guarded } from '../facts/truststore';
import { at } from '../graph/lookups';
import { unknownIn } from '../marks';
import { unproven, type Rule } from '../rule';

/** The truststore of the origin lies in a bucket that is versioned and private. */
export const originMtlsTruststoreBucket: Rule = {
  id: 'origin-mtls/truststore-bucket',
  layer: 'origin-mtls',
  reason:
    'Whoever can write the bucket decides whom the origin trusts; without versions nobody sees what was there before.',
  fix: 'Give the bucket VersioningConfiguration Enabled, all four PublicAccessBlockConfiguration settings, and no bucket policy that allows everyone.',
  check({ hops: [front, origin] }, context) {
    if (front?.kind !== 'cloudfront' || origin?.kind !== 'domain') return [];
    const uri = at(origin.properties, 'MutualTlsAuthentication.TruststoreUri');
    if (uri === undefined) return [];
    const bucket = bucketOf(context.model, uri);
    const where = { resource: origin.where.resource, property: 'MutualTlsAuthentication.TruststoreUri' };
    return bucket === undefined
      ? [unproven(where, unknownIn(uri) ?? "the truststore's bucket is in none of the templates given")]
      : guarded(bucket, context);
  },
};
