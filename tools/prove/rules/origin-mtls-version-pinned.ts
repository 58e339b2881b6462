import { pinned } from '../facts/truststore';
import { at } from '../graph/lookups';
import type { Rule } from '../rule';

/** The truststore of the origin is named with its version. */
export const originMtlsVersionPinned: Rule = {
  id: 'origin-mtls/version-pinned',
  layer: 'origin-mtls',
  reason:
    'Without a version, what the domain trusts is whatever was in the bucket when somebody last touched the domain, and a swapped object goes unseen.',
  fix: 'Set MutualTlsAuthentication.TruststoreVersion to the version of the object that this deployment published.',
  check({ hops: [front, origin] }, { model }) {
    if (front?.kind !== 'cloudfront' || origin?.kind !== 'domain') return [];
    const uri = at(origin.properties, 'MutualTlsAuthentication.TruststoreUri');
    if (uri === undefined) return [];
    const where = { resource: origin.where.resource, property: 'MutualTlsAuthentication.TruststoreVersion' };
    return [pinned(model, where, at(origin.properties, 'MutualTlsAuthentication.TruststoreVersion'), uri)];
  },
};
