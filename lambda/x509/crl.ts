import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { der } from './constraints';
import { CertificateError } from './error';
import { authorityKeyId, checkedIssuer, type Issuer } from './issue';
import { serialHex } from './serial';
import { algorithm, cryptoOf, wholeSeconds } from './sign';

/** Why a certificate was revoked, in the words of RFC 5280, section 5.3.1; "unspecified" is said by saying nothing, so it is not taken. */
export const revocationReasons = {
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  privilegeWithdrawn: 9,
} as const;
export type RevocationReason = keyof typeof revocationReasons;

export interface RevokedCertificate {
  readonly serialNumber: string;
  readonly revokedAt: Date;
  readonly reason: RevocationReason;
}

export interface CrlRequest {
  readonly issuer: Issuer;
  readonly revoked: readonly RevokedCertificate[];
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** Grows with every list of this issuer (RFC 5280, section 5.2.3). A whole number. */
  readonly number: number;
}

/** Issues a certificate revocation list (RFC 5280, section 5). Gives PEM under the label that OpenSSL reads, X509 CRL. */
export async function issueCrl({ issuer, revoked, number, thisUpdate, nextUpdate }: CrlRequest): Promise<string> {
  const { facts, name } = checkedIssuer(issuer, thisUpdate);
  if (!facts.keyUsages.includes('cRLSign'))
    throw new CertificateError('not_an_authority', `issuer: got ${facts.subject}, takes a certificate with cRLSign`);
  const once = new Map(revoked.map(each => [serialHex(each.serialNumber), each]));
  const crl = await x509.X509CrlGenerator.create(
    {
      issuer: name,
      thisUpdate: wholeSeconds(thisUpdate),
      nextUpdate: wholeSeconds(nextUpdate),
      entries: Array.from(once, ([serial, { revokedAt, reason }]) => ({
        serialNumber: wholeBytes(serial),
        revocationDate: wholeSeconds(revokedAt),
        reason: revocationReasons[reason] as number,
      })),
      extensions: [authorityKeyId(facts), new x509.Extension('2.5.29.20', false, integer(number))],
      signingAlgorithm: algorithm,
      // The library only reads the algorithm of this; the key itself stays with the signer.
      signingKey: { algorithm },
    },
    cryptoOf(issuer.signer),
  );
  // RFC 7468, section 7.
  return `${crl.toString('pem').replaceAll(' CRL-----', ' X509 CRL-----')}\n`;
}

/** What a list (PEM) revokes. Its signature is not looked at: it is for lists of one's own, or to be shown. */
export const readCrl = (crl: string): RevokedCertificate[] =>
  new x509.X509Crl(crl.replaceAll(' X509 CRL-----', ' CRL-----')).entries.map(
    ({ serialNumber, revocationDate, reason }) => ({
      serialNumber: serialHex(serialNumber),
      revokedAt: revocationDate,
      reason: reasonNames.find(name => revocationReasons[name] === Number(reason)) ?? 'cessationOfOperation',
    }),
  );

const reasonNames = Object.keys(revocationReasons) as RevocationReason[];

const wholeBytes = (hex: string): string => (hex.length % 2 === 0 ? hex : `0${hex}`);

/** A DER INTEGER, positive: a zero byte goes before a high bit (X.690, section 8.3.2). */
function integer(value: number): Buffer {
  const bytes = Buffer.from(wholeBytes(value.toString(16)), 'hex');
  return der(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}
