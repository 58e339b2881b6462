import 'reflect-metadata';
import { randomBytes, X509Certificate as NodeCertificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { nameConstraints } from './constraints';
import { CertificateError } from './error';
import { holderKeyOf, publicKeyOf, type Signer } from './keys';
import {
  extendedKeyUsageOids,
  readBoth,
  type CertificateFacts,
  type ExtendedKeyUsage,
  type SubjectNames,
} from './read';
import { algorithm, cryptoOf, keyIdentifier, nameOf, wholeSeconds } from './sign';

/** When a certificate is valid. Without `notBefore`: from five minutes ago, because clocks differ. */
type Validity = { readonly notBefore?: Date } & ({ readonly validityDays: number } | { readonly notAfter: Date });

type AuthorityRequest = Validity & {
  /** `CN=portcullis-example origin-hop CA a`. */
  readonly subject: string;
  /** Of the CA's own key. */
  readonly signer: Signer;
  /** Without one the CA is self-signed. */
  readonly issuer?: Issuer;
  /** How many CAs may stand between this one and a leaf; 0 when left out. */
  readonly pathLength?: number;
  /** The name that every subject under this CA begins with; see {@link nameConstraints}. */
  readonly subtree?: string;
  /** What its leaves may do at most; nothing said when left out. */
  readonly usages?: readonly ExtendedKeyUsage[];
};

export type LeafRequest = Validity & {
  readonly subject: string;
  /** The holder's public key, DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  readonly issuer: Issuer;
  /** What the holder may do: `['clientAuth']` and nothing else for a client. Empty: no such extension. */
  readonly usages: readonly ExtendedKeyUsage[];
  readonly names?: SubjectNames;
};

/** A CA that can sign: its certificate (PEM) and the key that certificate is about. */
export interface Issuer {
  readonly certificate: string;
  readonly signer: Signer;
}

/** Issues a CA: self-signed, or under the issuer it names. By default it may sign leaves only (path length 0). Gives PEM. */
export async function issueAuthority(request: AuthorityRequest): Promise<string> {
  const { signer, issuer, pathLength = 0, subtree } = request;
  const validity = validityOf(request);
  const above = issuer === undefined ? undefined : checkedIssuer(issuer, validity.notAfter);
  if (above !== undefined && (above.facts.pathLength ?? Infinity) <= pathLength)
    throw new CertificateError(
      'not_an_authority',
      `issuer: got path length ${above.facts.pathLength}, takes one over ${pathLength} to sign this CA`,
    );
  return issue({
    subject: nameOf(request.subject),
    issuer: above?.name ?? nameOf(request.subject),
    spki: signer.spki,
    ...validity,
    signer: issuer?.signer ?? signer,
    extensions: [
      new x509.BasicConstraintsExtension(true, pathLength, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      ...usagesOf(request.usages ?? []),
      ...(subtree === undefined ? [] : [nameConstraints(subtree)]),
      new x509.SubjectKeyIdentifierExtension(keyIdentifier(holderKeyOf(signer.spki))),
      ...(above === undefined ? [] : [authorityKeyId(above.facts)]),
    ],
  });
}

/** Issues an end-entity certificate. Gives PEM. Refuses an issuer that is no CA, has another key, or ends earlier. */
export async function issueLeaf(request: LeafRequest): Promise<string> {
  const { issuer } = request;
  const validity = validityOf(request);
  const above = checkedIssuer(issuer, validity.notAfter);
  const key = holderKeyOf(request.spki);
  return issue({
    subject: nameOf(request.subject),
    issuer: above.name,
    spki: request.spki,
    ...validity,
    signer: issuer.signer,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      ...usagesOf(request.usages),
      ...alternativeNames(request.names),
      new x509.SubjectKeyIdentifierExtension(keyIdentifier(key)),
      authorityKeyId(above.facts),
    ],
  });
}

/** An issuer that may sign, with the key its certificate is about, at least until `notAfter`; its name as it is written there. */
export function checkedIssuer(
  { certificate, signer }: Issuer,
  notAfter: Date,
): { readonly facts: CertificateFacts; readonly name: x509.Name } {
  const { facts, parsed } = readBoth(certificate);
  if (!facts.isAuthority || !facts.keyUsages.includes('keyCertSign'))
    throw new CertificateError(
      'not_an_authority',
      `issuer: got ${facts.subject}, takes a certificate with CA:TRUE and keyCertSign`,
    );
  if (!sameBytes(facts.spki, signer.spki))
    throw new CertificateError('signer_mismatch', `issuer: the key that signs is not the key of ${facts.subject}`);
  if (notAfter > facts.notAfter)
    throw new CertificateError(
      'outlives_issuer',
      `validity: got an end of ${notAfter.toISOString()}, takes one up to the issuer's, ${facts.notAfter.toISOString()}; add a new CA generation or ask for fewer days`,
    );
  return { facts, name: parsed.subjectName };
}

const usagesOf = (usages: readonly ExtendedKeyUsage[]): x509.Extension[] =>
  usages.length === 0 ? [] : [new x509.ExtendedKeyUsageExtension(usages.map(usage => extendedKeyUsageOids[usage]))];

/** RFC 5280, section 4.2.1.1: what the issuer calls its key, however it came to that. */
export const authorityKeyId = ({ subjectKeyId, spki }: CertificateFacts): x509.Extension =>
  new x509.AuthorityKeyIdentifierExtension(subjectKeyId ?? keyIdentifier(holderKeyOf(spki)));

interface ToIssue {
  readonly subject: x509.Name;
  readonly issuer: x509.Name;
  readonly spki: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly signer: Signer;
  readonly extensions: x509.Extension[];
}

async function issue({ signer, spki, ...fields }: ToIssue): Promise<string> {
  const issuerKey = publicKeyOf(signer.spki);
  const certificate = await x509.X509CertificateGenerator.create(
    {
      ...fields,
      serialNumber: serialNumber(),
      publicKey: Buffer.from(spki),
      // The library only reads the algorithm of this; the key itself stays with the signer.
      signingKey: { algorithm },
      signingAlgorithm: algorithm,
    },
    cryptoOf(signer),
  );
  const pem = `${certificate.toString('pem')}\n`;
  // The signer may be far away: nothing leaves here that its key did not really sign, or that only the library that wrote it reads.
  if (!new NodeCertificate(pem).verify(issuerKey))
    throw new CertificateError('signature_invalid', 'signature: got one that its own public key does not verify');
  return pem;
}

/** 128 random bits, positive and of full length (RFC 5280, section 4.1.2.2: unique, positive, at most 20 octets). */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

function alternativeNames({ uris = [], dns = [], ips = [] }: SubjectNames = {}): x509.Extension[] {
  const names: x509.JsonGeneralName[] = [
    ...uris.map(value => ({ type: 'url' as const, value })),
    ...dns.map(value => ({ type: 'dns' as const, value })),
    ...ips.map(value => ({ type: 'ip' as const, value })),
  ];
  return names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names)];
}

const day = 24 * 60 * 60 * 1000;

function validityOf(validity: Validity): { readonly notBefore: Date; readonly notAfter: Date } {
  const from = validity.notBefore ?? new Date(Date.now() - 5 * 60 * 1000);
  const to = 'notAfter' in validity ? validity.notAfter : new Date(from.getTime() + validity.validityDays * day);
  if (!(to > from)) throw new CertificateError('request_invalid', 'validity: got an end that is not after its begin');
  return { notBefore: wholeSeconds(from), notAfter: wholeSeconds(to) };
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.from(a).equals(Buffer.from(b));
