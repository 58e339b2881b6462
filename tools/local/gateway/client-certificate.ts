import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { distinguishedName, presentedBy, serialWithColons } from '../client-chain';
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
  const certificate = describe(truststore.verify(presentedBy(socket)));
  verified.set(socket, certificate);
  return certificate;
}

const describe = (certificate: X509Certificate): ClientCert => ({
  clientCertPem: certificate.toString(),
  subjectDN: distinguishedName(certificate.subject),
  issuerDN: distinguishedName(certificate.issuer),
  serialNumber: serialWithColons(certificate.serialNumber),
  validity: { notBefore: certificate.validFrom, notAfter: certificate.validTo },
});
