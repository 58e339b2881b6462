import { X509Certificate } from 'node:crypto';
import type { LayerName } from '../../../lib/chain';
import { lintTruststore, pemBundle } from '../../../lambda/x509';
import { chainFault } from '../client-chain';
import { LocalError } from '../types';
import { forbidden, Refusal } from './refusal';

/**
 * API Gateway's check of a client certificate (developer guide, "mutual TLS for HTTP APIs"). It looks at no extended key usage, so
 * a server certificate of the same CA passes here; refusing it is the guard's work.
 */
export interface Truststore {
  /** The client's certificate, verified. `presented` begins with it. Throws Refusal. */
  verify(presented: readonly X509Certificate[]): X509Certificate;
}

export interface TruststoreOptions {
  /** Whose certificates it is about: the edge's (origin-mtls), or those of clients (client-mtls). */
  readonly layer?: LayerName;
  readonly now?: () => number;
}

/** Reads a bundle as API Gateway does when the domain is updated. Throws LocalError for one it would refuse. */
export function readTruststore(
  bundle: string,
  place: string,
  { layer = 'origin-mtls', now = Date.now }: TruststoreOptions = {},
): Truststore {
  const [problem] = lintTruststore(bundle, new Date(now()));
  if (problem !== undefined) throw new LocalError(`${place}: truststore: ${problem}`);
  const trusted = pemBundle(bundle).map(pem => new X509Certificate(pem));
  return {
    verify(presented) {
      const fault = chainFault(presented, trusted, { now: now() });
      const [leaf] = presented;
      if (leaf === undefined || fault !== undefined)
        throw new Refusal(layer, fault ?? 'no-client-certificate', forbidden);
      return leaf;
    },
  };
}
