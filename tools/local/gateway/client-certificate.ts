import { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import type { Truststore } from './truststore';

/** `requestContext.authentication.clientCert` of an event, as API Gateway writes it. */
export interface ClientCert {
  readonly clientCertPem: string;
  readonly subjectDN: string;
  readonly issuerDN: string;
  readonly serialNumber: string;
  readonly validity: { readonly notBefore: string; readonly notAfter: string };
}

// The certificate belongs to the connection, and parsing it costs more than a request.
const verified = new WeakMap<TLSSocket, ClientCert>();

/** The certificate of a connection: verified once, its end looked at each time. Throws Refusal. */
export function clientCertificate(socket: TLSSocket, truststore: Truststore): ClientCert {
  const known = verified.get(socket);
  if (known !== undefined && Date.parse(known.validity.notAfter) >= Date.now()) return known;
  const certificate = describe(truststore.verify(presented(socket)));
  verified.set(socket, certificate);
  return certificate;
}

/** What the client sent, leaf first. Node links the chain through `issuerCertificate`, a root to itself. */
function presented(socket: TLSSocket): X509Certificate[] {
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

const describe = (certificate: X509Certificate): ClientCert => ({
  clientCertPem: certificate.toString(),
  subjectDN: distinguishedName(certificate.subject),
  issuerDN: distinguishedName(certificate.issuer),
  serialNumber: withColons(certificate.serialNumber),
  validity: { notBefore: certificate.validFrom, notAfter: certificate.validTo },
});

/** Node gives one attribute a line, the most general first; API Gateway one line, the most specific first. */
const distinguishedName = (lines: string | undefined): string => (lines ?? '').split('\n').reverse().join(',');

const withColons = (serial: string): string => serial.toLowerCase().match(/../g)?.join(':') ?? '';
