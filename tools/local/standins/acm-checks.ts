import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { KeyedCertificate } from '../types';
import { AwsError } from './http';

/** What ACM would list a certificate as. */
export interface Facts {
  readonly domainNames: readonly string[];
  /** `EC_prime256v1`, `RSA_2048`. */
  readonly keyAlgorithm: string;
  readonly extendedKeyUsages: readonly string[];
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Refuses what ACM refuses to import (ACM user guide, prerequisites for importing certificates), and reads the rest. */
export function checkedImport({ certificate, privateKey, chain }: KeyedCertificate): Facts {
  const leaf = read(certificate, 'certificate');
  if (leaf.ca && leaf.issuer !== leaf.subject) refuse('The certificate is a CA certificate.');
  if (Buffer.byteLength(privateKey) > 5_120) refuse('The private key is larger than 5120 bytes.');
  if (!leaf.checkPrivateKey(readKey(privateKey))) refuse('The certificate does not match the private key.');
  const facts = factsOf(certificate);
  const now = new Date();
  if (now < facts.notBefore || now > facts.notAfter) refuse('The certificate is not in its validity period.');
  if (facts.domainNames.length === 0) refuse('The certificate names no fully qualified domain name or IP address.');
  checkChain(
    leaf,
    blocks(chain).map(pem => read(pem, 'certificate chain')),
  );
  return facts;
}

/** Refuses what ACM refuses to import over a certificate it already holds (ACM user guide, reimport a certificate). */
export function checkReimport(before: Facts, after: Facts): void {
  if (before.keyAlgorithm !== after.keyAlgorithm) refuse('The key type and size of a certificate cannot be changed.');
  const lost = before.extendedKeyUsages.filter(
    usage => !after.extendedKeyUsages.includes(usage) && usage !== clientAuth,
  );
  if (lost.length > 0) refuse(`Extended key usages cannot be removed: ${lost.join(', ')}.`);
}

export function factsOf(certificate: string): Facts {
  const leaf = read(certificate, 'certificate');
  return {
    domainNames: domainNames(leaf),
    keyAlgorithm: keyAlgorithm(leaf.publicKey),
    extendedKeyUsages: leaf.keyUsage ?? [],
    subject: leaf.subject.replaceAll('\n', ','),
    issuer: leaf.issuer.replaceAll('\n', ','),
    serial: leaf.serialNumber.toLowerCase().replaceAll(/(..)(?=.)/g, '$1:'),
    notBefore: new Date(leaf.validFrom),
    notAfter: new Date(leaf.validTo),
  };
}

const clientAuth = '1.3.6.1.5.5.7.3.2';

function checkChain(leaf: X509Certificate, chain: readonly X509Certificate[]): void {
  if (chain.length === 0 && !leaf.verify(leaf.publicKey))
    refuse(
      'Provided certificate is not a valid self signed. Please provide either a valid self-signed certificate or certificate chain.',
    );
  let issued = leaf;
  for (const issuer of chain) {
    if (!issued.checkIssued(issuer) || !issued.verify(issuer.publicKey))
      refuse(
        'Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, followed by any intermediaries in order.',
      );
    issued = issuer;
  }
}

/** DNS names and addresses of the subject alternative name, else a common name that reads like a host. */
function domainNames(leaf: X509Certificate): string[] {
  const named = [...(leaf.subjectAltName ?? '').matchAll(/(?:DNS|IP Address):([^,\s]+)/g)].map(([, name = '']) => name);
  if (named.length > 0) return named;
  const common = /^CN=((?:\*\.)?(?:[a-z0-9-]+\.)+[a-z0-9-]+)$/im.exec(leaf.subject)?.[1];
  return common === undefined ? [] : [common];
}

function keyAlgorithm(key: KeyObject): string {
  const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {};
  return namedCurve === undefined ? `RSA_${modulusLength}` : `EC_${namedCurve}`;
}

const blocks = (pem: string): string[] => pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];

function read(pem: string, what: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    return refuse(`The ${what} that you have specified is not valid PEM.`);
  }
}

function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    return refuse('The private key is not valid, unencrypted PEM.');
  }
}

function refuse(message: string): never {
  throw new AwsError('ValidationException', message);
}
