import 'reflect-metadata';
import { createHash, randomBytes } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { CertificateError } from './error';
import { publicKeyOf, type Signer } from './keys';
import { extendedKeyUsageOids, parse, readCertificate, type ExtendedKeyUsage, type SubjectNames } from './read';

/** When a certificate is valid. Without `notBefore`: from five minutes ago, because clocks differ. */
type Validity = { readonly notBefore?: Date } & ({ readonly validityDays: number } | { readonly notAfter: Date });

type AuthorityRequest = Validity & {
  /** `CN=portcullis-example origin-hop CA a`. */
  readonly subject: string;
  readonly signer: Signer;
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

/** Issues a self-signed CA that may sign leaves only (path length 0). Gives PEM. */
export async function issueAuthority(request: AuthorityRequest): Promise<string> {
  const keyId = keyIdentifier(request.signer.spki);
  return issue({
    subject: nameOf(request.subject),
    issuer: nameOf(request.subject),
    spki: request.signer.spki,
    ...validityOf(request),
    signer: request.signer,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      new x509.SubjectKeyIdentifierExtension(keyId),
    ],
  });
}

/** Issues an end-entity certificate. Gives PEM. Refuses an issuer that is no CA, has another key, or ends earlier. */
export async function issueLeaf(request: LeafRequest): Promise<string> {
  const { issuer } = request;
  const facts = readCertificate(issuer.certificate);
  if (!facts.isAuthority || !facts.keyUsages.includes('keyCertSign'))
    throw new CertificateError(
      'not_an_authority',
      `issuer: got ${facts.subject}, takes a certificate with CA:TRUE and keyCertSign`,
    );
  if (!sameBytes(facts.spki, issuer.signer.spki))
    throw new CertificateError('signer_mismatch', `issuer: the key that signs is not the key of ${facts.subject}`);
  const validity = validityOf(request);
  if (validity.notAfter > facts.notAfter)
    throw new CertificateError(
      'outlives_issuer',
      `validity: got an end of ${validity.notAfter.toISOString()}, takes one up to the issuer's, ${facts.notAfter.toISOString()}; add a new CA generation or ask for fewer days`,
    );
  publicKeyOf(request.spki);
  return issue({
    subject: nameOf(request.subject),
    issuer: parse(issuer.certificate).parsed.subjectName,
    spki: request.spki,
    ...validity,
    signer: issuer.signer,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      ...(request.usages.length === 0
        ? []
        : [new x509.ExtendedKeyUsageExtension(request.usages.map(usage => extendedKeyUsageOids[usage]))]),
      ...alternativeNames(request.names),
      new x509.SubjectKeyIdentifierExtension(keyIdentifier(request.spki)),
      // RFC 5280, section 4.2.1.1: what the issuer calls its key, however it came to that.
      new x509.AuthorityKeyIdentifierExtension(facts.subjectKeyId ?? keyIdentifier(facts.spki)),
    ],
  });
}

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
  // The signer may be far away: nothing leaves here that its key did not really sign.
  if (!parse(pem).node.verify(issuerKey))
    throw new CertificateError('signature_invalid', 'signature: got one that its own public key does not verify');
  return pem;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** WebCrypto as the library wants it, with a signer in place of a private key: DER in, IEEE P1363 out. */
function cryptoOf(signer: Signer) {
  const formatter = new x509.AsnEcSignatureFormatter();
  const sign = async (_algorithm: unknown, _key: unknown, data: ArrayBuffer): Promise<ArrayBuffer> => {
    const der = await signer.sign(new Uint8Array(data));
    const signature = formatter.toWebSignature(algorithm, Uint8Array.from(der).buffer);
    if (signature === null) throw new CertificateError('signature_invalid', 'signature: got none that is DER ECDSA');
    return signature;
  };
  return { subtle: { sign } };
}

/** 128 random bits, positive and of full length (RFC 5280, section 4.1.2.2: unique, positive, at most 20 octets). */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

/** RFC 7093, section 2, method 1: the leftmost 160 bits of SHA-256 over the public key's bit string. */
function keyIdentifier(spki: Uint8Array): string {
  const { x = '', y = '' } = publicKeyOf(spki).export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.from([0x04]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return createHash('sha256').update(point).digest('hex').slice(0, 40);
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
  // RFC 5280, section 4.1.2.5: times carry no fractions of a second.
  return { notBefore: wholeSeconds(from), notAfter: wholeSeconds(to) };
}

const wholeSeconds = (date: Date): Date => new Date(Math.floor(date.getTime() / 1000) * 1000);

function nameOf(subject: string): x509.Name {
  // The library reads what it can and drops the rest, so a name it would change is refused.
  const name = new x509.Name(subject);
  if (name.toString() !== subject)
    throw new CertificateError(
      'request_invalid',
      `subject: got ${JSON.stringify(subject)}, takes a distinguished name such as CN=edge, O=Example`,
    );
  return name;
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.from(a).equals(Buffer.from(b));
