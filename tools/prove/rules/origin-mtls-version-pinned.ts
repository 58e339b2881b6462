import { at } from '../graph/lookups';
import { unknownIn } from '../marks';
import { stands, unproven, weak, type Rule } from '../rule';

/** The truststore is named with its version. */
export const originMtlsVersionPinned: Rule = {
  id: 'origin-mtls/version-pinned',
  layer: 'origin-mtls',
  reason:
    'Without a version, what the domain trusts is whatever was in the bucket when somebody last touched the domain, and a swapped object goes unseen.',
  fix: 'Set MutualTlsAuthentication.TruststoreVersion to the version of the object that this deployment published.',
  check({ hops: [front, origin] }) {
    if (front?.kind !== 'cloudfront' || origin?.kind !== 'domain') return [];
    if (at(origin.properties, 'MutualTlsAuthentication.TruststoreUri') === undefined) return [];
    const where = { resource: origin.where.resource, property: 'MutualTlsAuthentication.TruststoreVersion' };
    const version = at(origin.properties, 'MutualTlsAuthentication.TruststoreVersion');
    const reason = unknownIn(version);
    if (reason !== undefined) return [unproven(where, reason)];
    return typeof version === 'string' && version !== ''
      ? [stands(where, version)]
      : [weak(where, 'no version is pinned')];
  },
};
