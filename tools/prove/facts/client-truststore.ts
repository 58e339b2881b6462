import type { Json } from '../json';
import { at, text } from '../graph/lookups';
import type { CloudFrontHop, Where } from '../graph/types';
import { target } from '../marks';
import type { Model, Resource } from '../model';

/** What a distribution checks its callers' certificates against. */
export interface ClientTruststore {
  readonly store: Resource | undefined;
  readonly where: Where;
  readonly source: Json | undefined;
  readonly bucket: Json | undefined;
  readonly key: Json | undefined;
  readonly version: Json | undefined;
  /** `s3://bucket/key`, to compare with the truststore of a domain. */
  readonly uri: string | undefined;
}

/** Undefined: the distribution asks its callers for no certificate. */
export function clientTruststoreOf(front: CloudFrontHop, model: Model): ClientTruststore | undefined {
  const id = at(front.distribution, 'ViewerMtlsConfig.TrustStoreConfig.TrustStoreId');
  if (id === undefined) return undefined;
  const store = target(model, id);
  const named = {
    resource: front.where.resource,
    property: 'DistributionConfig.ViewerMtlsConfig.TrustStoreConfig.TrustStoreId',
  };
  if (store === undefined)
    return {
      store,
      where: named,
      source: undefined,
      bucket: undefined,
      key: undefined,
      version: undefined,
      uri: undefined,
    };
  const property = 'CaCertificatesBundleSource.CaCertificatesBundleS3Location';
  const source = at(model.properties(store), property);
  const [bucket, key] = [at(source, 'Bucket'), at(source, 'Key')];
  return {
    store,
    where: { resource: store, property },
    source,
    bucket,
    key,
    version: at(source, 'Version'),
    uri: `s3://${text(bucket) ?? ''}/${text(key) ?? ''}`,
  };
}
