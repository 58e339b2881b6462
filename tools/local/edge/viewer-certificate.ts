import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { distinguishedName, serialWithColons } from '../client-chain';
import type { Headers } from '../waf/request';

/** A client's certificate as CloudFront tells functions and origins of it. */
export interface ViewerCertificate {
  /** `4a:3f:…`; begins with `00:` where the number's first bit is set, as DER writes it. */
  readonly serialNumber: string;
  /** RFC 2253. */
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601, whole seconds. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** SHA-256 of the DER, lower-case hex. */
  readonly sha256: string;
  readonly pem: string;
}

/** The certificate at the other end of a connection, verified or not; undefined where there is none. */
export function viewerCertificate(socket: TLSSocket): ViewerCertificate | undefined {
  // The declared type forgets the empty object of a client without a certificate.
  const { raw } = socket.getPeerCertificate() as { raw?: Buffer };
  return raw === undefined ? undefined : describe(new X509Certificate(raw));
}

export const describe = (certificate: X509Certificate): ViewerCertificate => ({
  serialNumber: serialAsDer(certificate.serialNumber),
  subject: distinguishedName(certificate.subject),
  issuer: distinguishedName(certificate.issuer),
  notBefore: isoSeconds(certificate.validFrom),
  notAfter: isoSeconds(certificate.validTo),
  sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
  pem: certificate.toString(),
});

/** An INTEGER whose first bit is set is written with a zero octet before it: the guide's own example begins with `00:`. */
function serialAsDer(serial: string): string {
  const pairs = serialWithColons(serial);
  return Number.parseInt(pairs.slice(0, 2), 16) >= 0x80 ? `00:${pairs}` : pairs;
}

const isoSeconds = (date: string): string => new Date(date).toISOString().replace(/\.\d+Z$/, 'Z');

/** Every header about the client's certificate, of which a client may have sent its own. */
export const certificateHeaderNames: readonly string[] = [
  'cloudfront-viewer-cert-serial-number',
  'cloudfront-viewer-cert-issuer',
  'cloudfront-viewer-cert-subject',
  'cloudfront-viewer-cert-present',
  'cloudfront-viewer-cert-sha256',
  'cloudfront-viewer-cert-validity',
  'cloudfront-viewer-cert-pem',
];

/**
 * What CloudFront adds to a request about its client's certificate (developer guide, "Viewer mTLS headers"). A viewer-request
 * function sees all but the last two, which only origins are shown.
 */
export function certificateHeaders(certificate: ViewerCertificate | undefined): Headers {
  if (certificate === undefined) return [['cloudfront-viewer-cert-present', '0']];
  const { serialNumber, issuer, subject, sha256, notBefore, notAfter, pem } = certificate;
  return [
    ['cloudfront-viewer-cert-serial-number', serialNumber],
    ['cloudfront-viewer-cert-issuer', issuer],
    ['cloudfront-viewer-cert-subject', subject],
    ['cloudfront-viewer-cert-present', '1'],
    ['cloudfront-viewer-cert-sha256', sha256],
    ['cloudfront-viewer-cert-validity', `NotBefore=${notBefore};NotAfter=${notAfter}`],
    ['cloudfront-viewer-cert-pem', encodeURIComponent(pem)],
  ];
}

const shownToFunctions = new Set(certificateHeaderNames.slice(0, 5));

export const forFunctions = (headers: Headers): Headers => headers.filter(([name]) => shownToFunctions.has(name));
