import { X509Certificate } from 'node:crypto';
import type { Stage } from '../call';
import { Problem } from '../problem';

const clientAuth = '1.3.6.1.5.5.7.3.2';
const remembered = 8;
/** A P-256 leaf takes under 1 KB of PEM. */
const longestPem = 8_192;

export interface HopOptions {
  /** Certificates of the origin-hop CA's generations, PEM: one normally, two while one replaces the other. */
  readonly authorities: readonly string[];
  /** The one URI in the subject alternative name of the edge's certificate. */
  readonly identity: string;
  readonly now?: () => number;
}

/** When a certificate and the authority that issued it are both valid, in milliseconds since 1970. */
interface Validity {
  readonly from: number;
  readonly to: number;
}

const refuse = (code: string): Problem =>
  new Problem({ status: 403, code, detail: 'This API is reached through its edge only.' });

/**
 * Is the other end of the gateway's connection our own edge? API Gateway checked the chain, but neither what the
 * certificate is for nor whose it is; and a truststore widened by mistake would let strangers walk around the edge. So
 * the whole question is asked again here.
 */
export function hop({ authorities, identity, now = Date.now }: HopOptions): Stage {
  const trusted = authorities.map(pem => new X509Certificate(pem));
  if (trusted.length === 0 || !trusted.every(({ ca }) => ca))
    throw new Error('hop: authorities: takes one CA certificate or more');
  // Node quotes a name that holds a comma or a quote; without those, the comparison below is exact.
  if (!/^[a-z][a-z0-9+.-]*:[a-z0-9:/._-]+$/i.test(identity))
    throw new Error('hop: identity: takes a URI such as urn:…');

  // Parsing and verifying cost ten times a token. Only what passed is remembered, so strangers cannot push the edge out.
  const passed = new Map<string, Validity>();

  const examine = (pem: string): Validity => {
    const certificate = read(pem);
    const authority = trusted.find(ca => certificate.checkIssued(ca) && certificate.verify(ca.publicKey));
    if (authority === undefined) throw refuse('hop_certificate_not_ours');
    if (certificate.ca) throw refuse('hop_certificate_is_authority');
    // A server certificate of the same CA must not open the door that a client certificate opens (RFC 5280, 4.2.1.12).
    if (!certificate.keyUsage?.includes(clientAuth)) throw refuse('hop_not_client_auth');
    const [uri, ...others] = urisOf(certificate);
    if (uri !== `URI:${identity}` || others.length > 0) throw refuse('hop_wrong_identity');
    return validityOf(certificate, authority);
  };

  return async function hopStage({ clientCertificate: pem }) {
    if (pem === undefined || pem === '') throw refuse('hop_certificate_missing');
    const validity = passed.get(pem) ?? examine(pem);
    const at = now();
    // Of a date that could not be read, neither holds.
    if (!(validity.from <= at && at <= validity.to)) throw refuse('hop_certificate_expired');
    remember(passed, pem, validity);
    return {};
  };
}

function read(pem: string): X509Certificate {
  if (pem.length > longestPem) throw refuse('hop_certificate_not_ours');
  try {
    return new X509Certificate(pem);
  } catch {
    throw refuse('hop_certificate_not_ours');
  }
}

/** The URIs among the alternative names. ACM imports no certificate without a DNS name, so one stands beside the identity. */
function urisOf({ subjectAltName = '' }: X509Certificate): string[] {
  // Where Node had to quote a name, a comma no longer separates two: such a certificate is not one of ours.
  if (subjectAltName.includes('"')) return [];
  return subjectAltName.split(', ').filter(name => name.startsWith('URI:'));
}

const validityOf = (...certificates: readonly X509Certificate[]): Validity => ({
  from: Math.max(...certificates.map(({ validFrom }) => Date.parse(validFrom))),
  to: Math.min(...certificates.map(({ validTo }) => Date.parse(validTo))),
});

function remember(passed: Map<string, Validity>, pem: string, validity: Validity): void {
  if (passed.has(pem)) return;
  const oldest = passed.keys().next();
  if (passed.size >= remembered && oldest.done !== true) passed.delete(oldest.value);
  passed.set(pem, validity);
}
