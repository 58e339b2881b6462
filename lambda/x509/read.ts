import 'reflect-metadata';
import { X509Certificate as NodeCertificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { CertificateError } from './error';
import { keyTypeOf } from './keys';
import { serialHex } from './serial';

/** What a certificate says about itself. Nothing here is trusted until its signature and its issuer were checked. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  /** Lower-case hex without separators or leading zeros. */
  readonly serialNumber: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** basicConstraints CA:TRUE. */
  readonly isAuthority: boolean;
  readonly pathLength: number | undefined;
  readonly keyUsages: readonly KeyUsage[];
  /** Extended key usages by name, or as a dotted OID where this project has no name for one. */
  readonly extendedKeyUsages: readonly string[];
  readonly names: SubjectNames;
  /** `EC P-256`, `RSA 2048`. */
  readonly keyType: string;
  /** `SHA-256`; undefined for algorithms without a separate hash. */
  readonly signatureHash: string | undefined;
  /** Lower-case hex; undefined where the extension is absent. */
  readonly subjectKeyId: string | undefined;
  readonly authorityKeyId: string | undefined;
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint: string;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
}

export interface SubjectNames {
  readonly uris?: readonly string[];
  readonly dns?: readonly string[];
  readonly ips?: readonly string[];
}

const keyUsageNames = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;
type KeyUsage = (typeof keyUsageNames)[number];

/** RFC 5280, section 4.2.1.12. */
export const extendedKeyUsageOids = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const;
export type ExtendedKeyUsage = keyof typeof extendedKeyUsageOids;

/** Reads one PEM certificate. Throws {@link CertificateError} `unreadable`. */
export const readCertificate = (pem: string): CertificateFacts => readBoth(pem).facts;

/** The same, with both parsers' views of it: Node's verifies signatures. */
export function readBoth(pem: string): Parsed & { readonly facts: CertificateFacts } {
  const both = parse(pem);
  return { ...both, facts: factsOf(both) };
}

function factsOf({ parsed, node }: Parsed): CertificateFacts {
  const constraints = parsed.getExtension(x509.BasicConstraintsExtension);
  const usages = parsed.getExtension(x509.KeyUsagesExtension)?.usages ?? 0;
  const hash = (parsed.signatureAlgorithm as Partial<EcdsaAlgorithm>).hash;
  return {
    subject: parsed.subject,
    issuer: parsed.issuer,
    serialNumber: serialHex(parsed.serialNumber),
    notBefore: parsed.notBefore,
    notAfter: parsed.notAfter,
    isAuthority: constraints?.ca ?? false,
    pathLength: constraints?.pathLength,
    keyUsages: keyUsageNames.filter((_, bit) => (usages & (1 << bit)) !== 0),
    extendedKeyUsages: Array.from(parsed.getExtension(x509.ExtendedKeyUsageExtension)?.usages ?? [], oid =>
      usageName(String(oid)),
    ),
    names: namesOf(parsed),
    keyType: keyTypeOf(node.publicKey),
    signatureHash: typeof hash === 'string' ? hash : hash?.name,
    subjectKeyId: parsed.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId.toLowerCase(),
    authorityKeyId: parsed.getExtension(x509.AuthorityKeyIdentifierExtension)?.keyId?.toLowerCase(),
    fingerprint: node.fingerprint256.replaceAll(':', '').toLowerCase(),
    spki: new Uint8Array(parsed.publicKey.rawData),
  };
}

interface Parsed {
  readonly parsed: x509.X509Certificate;
  readonly node: NodeCertificate;
}

interface EcdsaAlgorithm {
  readonly hash: string | { readonly name: string };
}

/** Both parsers must read it: what one library takes and another refuses is not a certificate to build trust on. */
function parse(pem: string): Parsed {
  try {
    return { parsed: new x509.X509Certificate(pem), node: new NodeCertificate(pem) };
  } catch (cause) {
    throw new CertificateError('unreadable', 'certificate: got text that no X.509 parser reads, takes one PEM block', {
      cause,
    });
  }
}

/** Splits a bundle into its certificates, in their order, each a PEM block that ends in a newline. */
export function pemBundle(text: string): string[] {
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text))
    throw new CertificateError(
      'private_key',
      'PEM: got a private key among certificates; remove it and replace the key',
    );
  return pemBlocks(text);
}

/** The CERTIFICATE blocks of a text, whatever stands between them. Throws {@link CertificateError} where there are others. */
export function pemBlocks(text: string): string[] {
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----[^-]*-----END \1-----/g)];
  if (blocks.length !== (text.match(/-----BEGIN /g) ?? []).length)
    throw new CertificateError('unreadable', 'PEM: got a block without its end line, takes whole PEM blocks');
  return blocks.map(([block, label = '']) => {
    if (label !== 'CERTIFICATE')
      throw new CertificateError('unreadable', `PEM: got a block named ${label}, takes CERTIFICATE`);
    return `${block.trim()}\n`;
  });
}

const usageName = (oid: string): string =>
  Object.entries(extendedKeyUsageOids).find(([, known]) => known === oid)?.[0] ?? oid;

function namesOf(certificate: x509.X509Certificate): SubjectNames {
  const items = certificate.getExtension(x509.SubjectAlternativeNameExtension)?.names.items ?? [];
  const of = (type: x509.GeneralNameType) => items.filter(item => item.type === type).map(item => item.value);
  return { uris: of('url'), dns: of('dns'), ips: of('ip') };
}
