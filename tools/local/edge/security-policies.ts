import { getCiphers, type SecureVersion } from 'node:tls';
import { LocalError } from '../types';

/**
 * CloudFront's security policies (MinimumProtocolVersion) in OpenSSL's terms: CloudFront developer guide, "Supported
 * protocols and ciphers between viewers and CloudFront".
 */
export interface SecurityPolicy {
  readonly name: string;
  readonly minVersion: SecureVersion;
  readonly ciphers: string;
}

interface Definition {
  readonly minVersion: SecureVersion;
  readonly tls13: readonly string[];
  /** Without the ECDHE-RSA and ECDHE-ECDSA prefix, which every policy takes both of. */
  readonly ecdhe: readonly string[];
  /** Key exchange by RSA alone, without forward secrecy. */
  readonly rsa: readonly string[];
}

const tls13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
const gcm = ['AES128-GCM-SHA256', 'AES256-GCM-SHA384'];
const modern = [...gcm, 'CHACHA20-POLY1305'];
const cbc = [...modern, 'AES128-SHA256', 'AES256-SHA384'];
const sha1 = [...cbc, 'AES128-SHA', 'AES256-SHA'];
const rsa = ['AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'AES128-SHA256'];
const rsaSha1 = [...rsa, 'AES256-SHA', 'AES128-SHA'];

const policies: Readonly<Record<string, Definition>> = {
  TLSv1: { minVersion: 'TLSv1', tls13, ecdhe: sha1, rsa: [...rsaSha1, 'DES-CBC3-SHA'] },
  TLSv1_2016: { minVersion: 'TLSv1', tls13, ecdhe: sha1, rsa: rsaSha1 },
  'TLSv1.1_2016': { minVersion: 'TLSv1.1', tls13, ecdhe: sha1, rsa: rsaSha1 },
  'TLSv1.2_2018': { minVersion: 'TLSv1.2', tls13, ecdhe: cbc, rsa },
  'TLSv1.2_2019': { minVersion: 'TLSv1.2', tls13, ecdhe: cbc, rsa: [] },
  'TLSv1.2_2021': { minVersion: 'TLSv1.2', tls13, ecdhe: modern, rsa: [] },
  'TLSv1.2_2025': { minVersion: 'TLSv1.2', tls13: tls13.slice(0, 2), ecdhe: gcm, rsa: [] },
  'TLSv1.3_2025': { minVersion: 'TLSv1.3', tls13, ecdhe: [], rsa: [] },
};

/** Looks a policy up; one that is unknown, or that this OpenSSL cannot offer, stops the start. */
export function securityPolicy(name: string): SecurityPolicy {
  const policy = policies[name];
  if (policy === undefined)
    throw new LocalError(`MinimumProtocolVersion: got ${name}, takes one of: ${Object.keys(policies).join(', ')}`);
  const { minVersion, ecdhe, rsa: plain } = policy;
  const known = new Set(getCiphers().map(cipher => cipher.toUpperCase()));
  const suites = [
    ...ecdhe.flatMap(cipher => [`ECDHE-ECDSA-${cipher}`, `ECDHE-RSA-${cipher}`]),
    ...plain,
    ...policy.tls13,
  ].filter(cipher => known.has(cipher));
  // OpenSSL 3 signs TLS 1.0 and 1.1 handshakes, which need SHA-1, at security level 0 only.
  const old = minVersion === 'TLSv1' || minVersion === 'TLSv1.1';
  return { name, minVersion, ciphers: [...suites, ...(old ? ['@SECLEVEL=0'] : [])].join(':') };
}
