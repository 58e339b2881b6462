import { createHash, X509Certificate } from 'node:crypto';
import type { Request } from './call';
import { serialHex } from '../x509/serial';
import { Problem } from './problem';

/** The certificate that the client proved it holds the key of, at the edge or at the regional API. */
export interface ClientCertificate {
  /** SHA-256 of the DER, 64 lower-case hex digits. */
  readonly thumbprint: string;
  /** Lower-case hex without leading zeros. */
  readonly serialNumber: string;
}

/** Gives a request's client certificate, or undefined where none was presented. Throws a Problem for one that is no certificate. */
export type ClientCertificateOf = (request: Request) => ClientCertificate | undefined;

/** What the edge's own function writes about a certificate that CloudFront verified, and deletes where a client sent it. */
const edgeHeaders = {
  thumbprint: 'portcullis-client-cert-sha256',
  serialNumber: 'portcullis-client-cert-serial',
} as const;

const unreadable = (): Problem =>
  new Problem({ status: 403, code: 'certificate_unreadable', detail: 'The client certificate cannot be read.' });

/**
 * Behind the edge: CloudFront ended the client's TLS, and only what the edge says of it arrives. Believe it after the hop
 * stage only. A header given twice arrives as a list, which is no thumbprint and refused.
 */
export const certificateFromEdge: ClientCertificateOf = ({ headers }) => {
  const { [edgeHeaders.thumbprint]: thumbprint, [edgeHeaders.serialNumber]: serialNumber } = headers;
  if (thumbprint === undefined && serialNumber === undefined) return undefined;
  if (!/^[0-9a-f]{64}$/.test(thumbprint ?? '') || !/^[0-9a-f]{1,40}$/.test(serialNumber ?? '')) throw unreadable();
  return { thumbprint: String(thumbprint), serialNumber: serialHex(String(serialNumber)) };
};

/** A P-256 leaf takes under 1 KB of PEM, an RSA 4096 leaf with many names a few. */
const longestPem = 16_384;
const remembered = 256;

/**
 * Behind a regional API, which ends the client's TLS itself and passes the certificate on. The event has no SHA-256, so it
 * is computed; parsing costs five times a token's check, so each PEM is parsed once.
 */
export function certificateFromGateway(): ClientCertificateOf {
  const parsed = new Map<string, ClientCertificate>();
  return ({ clientCertificate: pem }) => {
    if (pem === undefined || pem === '') return undefined;
    const known = parsed.get(pem);
    if (known !== undefined) return known;
    const read = readPem(pem);
    const oldest = parsed.keys().next();
    if (parsed.size >= remembered && oldest.done !== true) parsed.delete(oldest.value);
    parsed.set(pem, read);
    return read;
  };
}

function readPem(pem: string): ClientCertificate {
  if (pem.length > longestPem) throw unreadable();
  try {
    const { raw, serialNumber } = new X509Certificate(pem);
    return { thumbprint: createHash('sha256').update(raw).digest('hex'), serialNumber: serialHex(serialNumber) };
  } catch {
    throw unreadable();
  }
}
