import { authorities } from '../facts/authorities';
import { clientTruststoreOf } from '../facts/client-truststore';
import { at } from '../graph/lookups';
import { stands, weak, type Rule } from '../rule';

/** The two hops never share a CA: what makes a device known to the edge does not make it the edge. */
export const originMtlsOwnCa: Rule = {
  id: 'origin-mtls/own-ca',
  layer: 'origin-mtls',
  reason:
    'A device whose certificate chains to the CA that the origin trusts calls the origin directly and forges what the edge says about certificates.',
  fix: "Sign the edge's origin certificate with a CA of its own, and keep that CA out of the truststore for devices (and theirs out of the origin's).",
  check({ hops: [front, origin] }, { model }) {
    if (front?.kind !== 'cloudfront' || origin?.kind !== 'domain') return [];
    const devices = clientTruststoreOf(front, model);
    const truststore = at(origin.properties, 'MutualTlsAuthentication.TruststoreUri');
    if (devices?.uri === undefined || truststore === undefined) return [];
    const ours = authorities(model, truststore).keys;
    const shared = [...authorities(model, devices.source).keys.keys()].find(key => ours.has(key));
    if (shared !== undefined) return [weak(devices.where, `devices and the origin hop both chain to ${shared}`)];
    return devices.uri === truststore
      ? [weak(devices.where, 'the truststore for devices is the truststore of the origin')]
      : [stands(devices.where, 'devices chain to another CA than the origin hop')];
  },
};
