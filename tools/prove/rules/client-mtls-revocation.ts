import { clientTruststoreOf } from '../facts/client-truststore';
import { at, objects, text, truthy } from '../graph/lookups';
import type { CloudFrontHop } from '../graph/types';
import { target, unknownIn } from '../marks';
import type { Resource } from '../model';
import { stands, unproven, weak, type Context, type Rule, type Verdict } from '../rule';

const association = 'DistributionConfig.ConnectionFunctionAssociation';

/** A certificate that was taken back opens nothing, long before it expires. */
export const clientMtlsRevocation: Rule = {
  id: 'client-mtls/revocation',
  layer: 'client-mtls',
  reason:
    'CloudFront takes every certificate of its trust store until it expires, so a device that was reported stolen goes on calling. API Gateway cannot refuse one at all: behind it the service has to.',
  fix: 'Distribution: ConnectionFunctionAssociation with a published ConnectionFunction that looks the serial number up in a KeyValueStore and calls deny(), or UseClientCertificateOcspEndpoint on the trust store.',
  check({ hops: [entry] }, context) {
    if (entry?.kind !== 'cloudfront' || at(entry.distribution, 'ViewerMtlsConfig') === undefined) return [];
    return [ofDistribution(entry, context)];
  },
};

function ofDistribution(front: CloudFrontHop, context: Context): Verdict {
  const where = { resource: front.where.resource, property: association };
  const store = clientTruststoreOf(front, context.model)?.store;
  const ocsp = store === undefined ? undefined : context.properties(store)['UseClientCertificateOcspEndpoint'];
  if (store !== undefined && truthy(ocsp))
    return stands({ resource: store, property: 'UseClientCertificateOcspEndpoint' }, 'the issuer is asked (OCSP)');
  const id = at(front.distribution, 'ConnectionFunctionAssociation.Id');
  if (id === undefined || id === '') return weak(where, 'nothing refuses a certificate that was taken back');
  const fn = target(context.model, id);
  return fn === undefined
    ? unproven(where, unknownIn(id) ?? 'the connection function is in none of the templates given')
    : context.once('connection function', fn, () => ofFunction(fn, context));
}

function ofFunction(resource: Resource, { model, properties }: Context): Verdict {
  const { AutoPublish, ConnectionFunctionCode, ConnectionFunctionConfig } = properties(resource);
  const place = (property: string) => ({ resource, property });
  const reason = unknownIn(ConnectionFunctionCode);
  if (reason !== undefined) return unproven(place('ConnectionFunctionCode'), reason);
  if (!truthy(AutoPublish)) return weak(place('AutoPublish'), 'not published: what runs is an older one, or none');
  const code = text(ConnectionFunctionCode) ?? '';
  if (!/\bdeny\s*\(/.test(code)) return weak(place('ConnectionFunctionCode'), 'its code refuses nobody');
  if (!/\bkvs\s*\(/.test(code)) return stands(place('ConnectionFunctionCode'), 'refuses certificates');
  const where = place('ConnectionFunctionConfig.KeyValueStoreAssociations');
  const [associated] = objects(at(ConnectionFunctionConfig, 'KeyValueStoreAssociations'));
  const store = associated?.['KeyValueStoreARN'];
  if (store === undefined) return weak(where, 'its code looks into a store, and none is associated');
  return target(model, store)?.type === 'AWS::CloudFront::KeyValueStore'
    ? stands(where, 'refuses what is in the store')
    : unproven(where, unknownIn(store) ?? 'the store is in none of the templates given');
}
