import { getCiphers, type SecureVersion } from 'node:tls';
import { LocalError } from '../../types';

/** API Gateway's security policies in OpenSSL's terms: developer guide, "Supported security policies", Regional domains. */
export interface SecurityPolicy {
  readonly name: string;
  readonly minVersion: SecureVersion;
  readonly ciphers: string;
}

const tls13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
const ecdhe = (...suites: readonly string[]) => suites.flatMap(suite => [`ECDHE-ECDSA-${suite}`, `ECDHE-RSA-${suite}`]);
const gcm = ecdhe('AES128-GCM-SHA256', 'AES256-GCM-SHA384');
const cbc = ecdhe('AES128-SHA256', 'AES256-SHA384');
const sha1 = ecdhe('AES128-SHA', 'AES256-SHA');
const rsa = ['AES128-GCM-SHA256', 'AES128-SHA256', 'AES256-GCM-SHA384', 'AES256-SHA256'];

const policies: Readonly<Record<string, { readonly minVersion: SecureVersion; readonly suites: readonly string[] }>> = {
  TLS_1_0: { minVersion: 'TLSv1', suites: [...tls13, ...gcm, ...cbc, ...sha1, ...rsa, 'AES128-SHA', 'AES256-SHA'] },
  TLS_1_2: { minVersion: 'TLSv1.2', suites: [...tls13, ...gcm, ...cbc, ...sha1, ...rsa] },
  SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09: { minVersion: 'TLSv1.2', suites: [...tls13, ...gcm, ...cbc] },
  SecurityPolicy_TLS13_1_3_2025_09: { minVersion: 'TLSv1.3', suites: tls13 },
};

/** Looks a policy up; one that is unknown stops the start. */
export function securityPolicy(name: string, place: string): SecurityPolicy {
  const policy = Object.hasOwn(policies, name) ? policies[name] : undefined;
  if (policy === undefined)
    throw new LocalError(`${place}: SecurityPolicy: got ${name}, takes one of: ${Object.keys(policies).join(', ')}`);
  const known = new Set(getCiphers().map(cipher => cipher.toUpperCase()));
  const suites = policy.suites.filter(suite => known.has(suite));
  // OpenSSL 3 signs TLS 1.0 and 1.1 handshakes, which need SHA-1, at security level 0 only.
  const level = policy.minVersion === 'TLSv1' ? ['@SECLEVEL=0'] : [];
  return { name, minVersion: policy.minVersion, ciphers: [...suites, ...level].join(':') };
}
