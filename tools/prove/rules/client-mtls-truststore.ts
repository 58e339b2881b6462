import { clientTruststoreOf } from '../facts/client-truststore';
import { bucketOf, guarded, namedBucket, pinned } from '../facts/truststore';
import { at, truthy } from '../graph/lookups';
import type { CloudFrontHop, DomainHop } from '../graph/types';
import { unknownIn } from '../marks';
import { unproven, weak, type Context, type Rule, type Verdict } from '../rule';

/** What callers' certificates are checked against is pinned, versioned, private, and asks for certificates that are valid now. */
export const clientMtlsTruststore: Rule = {
  id: 'client-mtls/truststore',
  layer: 'client-mtls',
  reason:
    'Whoever can swap the truststore decides who is a device of ours, and an expired certificate that is still taken outlives every device that was given back.',
  fix: 'Pin the version of the truststore, keep it in a versioned bucket with all public access blocked, and leave IgnoreCertificateExpiry off.',
  check({ hops: [entry] }, context) {
    if (entry?.kind === 'cloudfront') return ofDistribution(entry, context);
    return entry?.kind === 'domain' ? ofDomain(entry, context) : [];
  },
};

function ofDistribution(front: CloudFrontHop, context: Context): readonly Verdict[] {
  const truststore = clientTruststoreOf(front, context.model);
  if (truststore === undefined) return [];
  const { store, where, source, bucket: named, key, version } = truststore;
  if (store === undefined) return [unproven(where, 'the trust store is in none of the templates given')];
  const config = 'ViewerMtlsConfig.TrustStoreConfig.IgnoreCertificateExpiry';
  const expired = truthy(at(front.distribution, config))
    ? [
        weak(
          { resource: front.where.resource, property: `DistributionConfig.${config}` },
          'expired certificates are taken',
        ),
      ]
    : [];
  const bucket = namedBucket(context.model, named) ?? bucketOf(context.model, named);
  return [
    ...expired,
    pinned(context.model, { ...where, property: `${String(where.property)}.Version` }, version, key),
    ...(bucket === undefined
      ? [unproven(where, unknownIn(source) ?? "the trust store's bucket is in none of the templates given")]
      : guarded(bucket, context)),
  ];
}

function ofDomain({ where: { resource }, properties }: DomainHop, context: Context): readonly Verdict[] {
  const uri = at(properties, 'MutualTlsAuthentication.TruststoreUri');
  if (uri === undefined) return [];
  const bucket = bucketOf(context.model, uri);
  const place = (property: string) => ({ resource, property: `MutualTlsAuthentication.${property}` });
  return [
    pinned(context.model, place('TruststoreVersion'), at(properties, 'MutualTlsAuthentication.TruststoreVersion'), uri),
    ...(bucket === undefined
      ? [
          unproven(
            place('TruststoreUri'),
            unknownIn(uri) ?? "the truststore's bucket is in none of the templates given",
          ),
        ]
      : guarded(bucket, context)),
  ];
}
