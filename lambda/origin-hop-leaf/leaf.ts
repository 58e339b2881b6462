import { X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ACMClient } from '@aws-sdk/client-acm';
import { integer, text, type Change, type CustomResource, type Properties, type Removal } from '../custom-resource';
import { onlyCertificate } from '../aws/kept';
import { readObject, uriOf } from '../aws/objects';
import type { Kms } from '../aws/kms';
import type { S3 } from '../aws/s3';
import { kmsSigner } from '../aws/signer';
import {
  generateKeyPair,
  issueLeaf,
  lintTruststore,
  readCertificate,
  type CertificateFacts,
  type Issuer,
} from '../x509';
import { deleteCertificate, findCertificate, importCertificate, isCertificateArn, type Material } from './acm';

export interface Clients {
  readonly acm: ACMClient;
  /** Clients of the Region where the CA lives. */
  home(region: string): { readonly kms: Kms; readonly s3: S3 };
  /** How long a removal waits between two looks at whether the certificate is still in use. */
  readonly pollMs: number;
}

/**
 * One certificate in ACM per resource, whatever happens: an update imports over the same ARN, a repeated create finds by
 * tag what the first run imported, and a rollback is an update with the old properties.
 */
export const leaf = (clients: Clients): CustomResource => ({
  async apply(change: Change) {
    const made = await make(clients, change.properties, change.signal);
    const old = await existing(clients.acm, change);
    // Another ARN than before only where the old certificate is gone; CloudFormation then removes what is not there.
    const physicalId = await importCertificate(clients.acm, made, old, change);
    const { notAfter, serialNumber } = made.facts;
    return { physicalId, attributes: { NotAfter: notAfter.toISOString(), SerialNumber: serialNumber } };
  },

  async remove(removal: Removal) {
    // A create that failed before it could answer has no ARN; what it may have imported carries its tags.
    const arn = isCertificateArn(removal.physicalId)
      ? removal.physicalId
      : await findCertificate(clients.acm, removal, removal.signal);
    return arn === undefined ? 'there is no certificate to delete' : removeCertificate(clients, arn, removal);
  },
});

export interface Made extends Material {
  readonly facts: CertificateFacts;
}

/** A new key and its certificate, signed and checked, before anything is changed anywhere. */
export async function make(clients: Clients, properties: Properties, signal: AbortSignal): Promise<Made> {
  const issuer = await issuerOf(clients, properties, signal);
  const identity = text(properties, 'Identity');
  const keys = generateKeyPair();
  const certificate = await issueLeaf({
    subject: text(properties, 'Subject'),
    spki: keys.spki,
    issuer,
    usages: ['clientAuth'],
    names: { uris: [identity], dns: [text(properties, 'DomainName')] },
    validityDays: integer(properties, 'ValidityDays', 1, 398),
  });
  return {
    certificate,
    privateKey: keys.privateKey,
    chain: issuer.certificate,
    facts: checked(certificate, issuer, identity),
  };
}

/** The CA: its certificate from the trust bucket, its key in KMS, and proof that the two belong together. */
export async function issuerOf(clients: Clients, properties: Properties, signal: AbortSignal): Promise<Issuer> {
  const { kms, s3 } = clients.home(text(properties, 'KeyRegion'));
  const alias = text(properties, 'KeyAlias');
  const place = { bucket: text(properties, 'Bucket'), key: text(properties, 'AuthorityKey') };
  const stored = await readObject(s3, place, signal);
  if (stored === undefined)
    throw new Error(`${uriOf(place)}: there is no such object; deploy the stack that makes this CA first`);
  const certificate = onlyCertificate(stored.text, place);
  const problems = lintTruststore(certificate);
  if (problems.length > 0) throw new Error(`${uriOf(place)}: ${problems.join('; ')}`);
  const signer = await kmsSigner(kms, alias, signal);
  if (!Buffer.from(readCertificate(certificate).spki).equals(Buffer.from(signer.spki)))
    throw new Error(
      `${uriOf(place)}: got a CA for another key than ${alias} has; name key and certificate of one generation`,
    );
  return { certificate, signer };
}

/** What the gateway and the guard will ask of the certificate, asked first: a wrong one must not replace a working one. */
function checked(certificate: string, issuer: Issuer, identity: string): CertificateFacts {
  const facts = readCertificate(certificate);
  const [ours, ca] = [new X509Certificate(certificate), new X509Certificate(issuer.certificate)];
  const now = new Date();
  const fits =
    ours.checkIssued(ca) &&
    ours.verify(ca.publicKey) &&
    facts.notBefore <= now &&
    facts.notAfter > now &&
    !facts.isAuthority &&
    facts.extendedKeyUsages.join() === 'clientAuth' &&
    facts.names.uris?.join() === identity;
  if (!fits) throw new Error(`the leaf for ${identity} does not verify against ${facts.issuer}; nothing was imported`);
  return facts;
}

const existing = async (acm: ACMClient, change: Change): Promise<string | undefined> =>
  change.physicalId !== undefined && isCertificateArn(change.physicalId)
    ? change.physicalId
    : findCertificate(acm, change, change.signal);

/** CloudFront lets go of a certificate minutes after it was told to, so "in use" is waited for, but not forever. */
async function removeCertificate({ acm, pollMs }: Clients, arn: string, removal: Removal): Promise<string> {
  for (;;) {
    if ((await deleteCertificate(acm, arn, removal.signal)) === 'gone') return `${arn} is deleted`;
    if (removal.timeLeft() < 2 * pollMs) break;
    await sleep(pollMs, undefined, { signal: removal.signal });
  }
  return `${arn} is still in use and stays: delete it in ACM once nothing uses it`;
}
