import { X509Certificate } from 'node:crypto';
import { lintTruststore, pemBundle, readCertificate } from '../../../lambda/x509';
import { LocalError } from '../types';
import { forbidden, Refusal } from './refusal';

/**
 * API Gateway's check of a client certificate (developer guide, "mutual TLS for HTTP APIs"): a chain of at most four to a
 * root in the truststore, each signature, each period of validity, no weak algorithm. It looks at no extended key usage,
 * so a server certificate of the same CA passes here; refusing it is the guard's work. OpenSSL's own verdict is of no
 * use for that: it stops at the purpose and hides whatever else is wrong.
 */
export interface Truststore {
  /** The client's certificate, verified. `presented` begins with it. Throws Refusal of the layer origin-mtls. */
  verify(presented: readonly X509Certificate[]): X509Certificate;
}

const longestChain = 4;
const strongHash = /^SHA-(?:256|384|512)$/;
const strongKey = /^(?:EC P-(?:256|384)|RSA (?:[2-9]\d{3}|\d{5,}))$/;

/** Reads a bundle as API Gateway does when the domain is updated. Throws LocalError for one it would refuse. */
export function readTruststore(bundle: string, place: string, now: () => number = Date.now): Truststore {
  const [problem] = lintTruststore(bundle, new Date(now()));
  if (problem !== undefined) throw new LocalError(`${place}: truststore: ${problem}`);
  const trusted = pemBundle(bundle).map(pem => new X509Certificate(pem));
  return {
    verify(presented) {
      const [leaf, ...others] = presented;
      if (leaf === undefined) throw refuse('no-client-certificate');
      const chain = chainOf(leaf, trusted, others);
      if (chain === undefined) throw refuse(isSelfSigned(leaf) ? 'self-signed' : 'unknown-issuer');
      if (chain.some(isWeak)) throw refuse('weak');
      if (chain.some(({ validTo }) => Date.parse(validTo) < now())) throw refuse('expired');
      if (chain.some(({ validFrom }) => Date.parse(validFrom) > now())) throw refuse('not-yet-valid');
      return leaf;
    },
  };
}

const refuse = (reason: string): Refusal => new Refusal('origin-mtls', reason, forbidden);

/** A way from a certificate to a root of the truststore, through what is trusted and what the client sent along. */
function chainOf(
  from: X509Certificate,
  trusted: readonly X509Certificate[],
  sent: readonly X509Certificate[],
  length = 1,
): X509Certificate[] | undefined {
  if (isSelfSigned(from)) return trusted.some(root => root.raw.equals(from.raw)) ? [from] : undefined;
  if (length === longestChain) return undefined;
  for (const issuer of [...trusted, ...sent]) {
    if (!issuer.ca || !from.checkIssued(issuer) || !from.verify(issuer.publicKey)) continue;
    const rest = chainOf(issuer, trusted, sent, length + 1);
    if (rest !== undefined) return [from, ...rest];
  }
  return undefined;
}

const isSelfSigned = (certificate: X509Certificate): boolean =>
  certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey);

function isWeak(certificate: X509Certificate): boolean {
  const { signatureHash, keyType } = readCertificate(certificate.toString());
  return !strongHash.test(signatureHash ?? '') || !strongKey.test(keyType);
}
