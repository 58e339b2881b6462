import { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { readCertificate } from '../../lambda/x509';

/**
 * What a truststore of AWS checks of a client certificate, CloudFront's and API Gateway's alike: a chain of at most four to a root
 * it holds, each signature, each period of validity, no weak algorithm. OpenSSL's own verdict is of no use for that: it stops at
 * the purpose and hides whatever else is wrong.
 */

/** Why a certificate is refused: short and stable, for the ledger. */
export type ChainFault =
  | 'no-client-certificate'
  | 'self-signed'
  | 'unknown-issuer'
  | 'chain-too-long'
  | 'weak'
  | 'expired'
  | 'not-yet-valid'
  | 'not-for-clients';

interface ChainOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** CloudFront can be told to let expired certificates through. */
  readonly ignoreExpiry?: boolean;
  /**
   * Whether an extended key usage without clientAuth is refused. CloudFront's connection logs have a code for it
   * (ClientCertIntentInvalid); API Gateway's guide names no such check, so there it is the guard's work.
   */
  readonly forClients?: boolean;
}

const longestChain = 4;
const strongHash = /^SHA-(?:256|384|512)$/;
const strongKey = /^(?:EC P-(?:256|384)|RSA (?:[2-9]\d{3}|\d{5,}))$/;

/** The first fault of what a client presented (leaf first), or undefined where the chain holds. */
export function chainFault(
  presented: readonly X509Certificate[],
  trusted: readonly X509Certificate[],
  { now, ignoreExpiry = false, forClients = false }: ChainOptions,
): ChainFault | undefined {
  const [leaf, ...others] = presented;
  if (leaf === undefined) return 'no-client-certificate';
  const chain = chainOf(leaf, trusted, others);
  if (chain === undefined) return isSelfSigned(leaf) ? 'self-signed' : 'unknown-issuer';
  if (chain.length > longestChain) return 'chain-too-long';
  if (chain.some(isWeak)) return 'weak';
  if (!ignoreExpiry && chain.some(({ validTo }) => Date.parse(validTo) < now)) return 'expired';
  if (chain.some(({ validFrom }) => Date.parse(validFrom) > now)) return 'not-yet-valid';
  return forClients && !mayBeClient(leaf) ? 'not-for-clients' : undefined;
}

/** A way from a certificate to a root of the truststore, through what is trusted and what the client sent along. */
function chainOf(
  from: X509Certificate,
  trusted: readonly X509Certificate[],
  sent: readonly X509Certificate[],
  length = 1,
): X509Certificate[] | undefined {
  if (isSelfSigned(from)) return trusted.some(root => root.raw.equals(from.raw)) ? [from] : undefined;
  // One more than is taken, so that a chain that is merely too long is told from one that leads nowhere.
  if (length > longestChain) return undefined;
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

/** No extended key usage at all allows every use (RFC 5280, section 4.2.1.12). */
function mayBeClient(certificate: X509Certificate): boolean {
  const { extendedKeyUsages } = readCertificate(certificate.toString());
  return extendedKeyUsages.length === 0 || extendedKeyUsages.includes('clientAuth');
}

/** What the client at the other end sent, leaf first. Node links the chain through `issuerCertificate`, a root to itself. */
export function presentedBy(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  // The declared type forgets the empty object of a client without a certificate, and the end of the chain.
  let current: Partial<DetailedPeerCertificate> | undefined = socket.getPeerCertificate(true);
  const seen = new Set<string>();
  while (current?.raw !== undefined && !seen.has(current.fingerprint256 ?? '')) {
    seen.add(current.fingerprint256 ?? '');
    chain.push(new X509Certificate(current.raw));
    current = current.issuerCertificate;
  }
  return chain;
}

/** Node gives one attribute a line, the most general first; RFC 2253 one line, the most specific first. */
export const distinguishedName = (lines: string | undefined): string => (lines ?? '').split('\n').reverse().join(',');

/** `4a:3f:…`: pairs of lower-case hex, as AWS writes serial numbers. Node leaves the leading zero of DER out. */
export const serialWithColons = (serial: string): string => serial.toLowerCase().match(/../g)?.join(':') ?? '';
