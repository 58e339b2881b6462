import { keptOrIssued, lifeDays } from '../aws/kept';
import { readObject, uriOf, writeObject, type Place } from '../aws/objects';
import type { Kms } from '../aws/kms';
import type { S3 } from '../aws/s3';
import { kmsSigner } from '../aws/signer';
import { integer, text, type Change, type CustomResource, type Properties } from '../custom-resource';
import { issueAuthority, issueCrl, readCertificate, type Issuer } from '../x509';

interface Clients {
  readonly kms: Kms;
  readonly s3: S3;
}

/** Certifies the two keys, once each: what fits already is kept, so a repeated or rolled-back change gives the same CA. */
export const clientAuthority = (clients: Clients): CustomResource => ({
  async apply({ properties, signal }: Change) {
    const root = await rootOf(clients, properties, signal);
    const issuing = await issuingOf(clients, properties, root, signal);
    const [top, below] = [readCertificate(root.certificate), readCertificate(issuing)];
    await publishRootCrl(clients, properties, { root, until: below.notAfter }, signal);
    return {
      physicalId: uriOf(placeOf(properties, 'IssuingObject')),
      attributes: {
        RootNotAfter: top.notAfter.toISOString(),
        IssuingNotAfter: below.notAfter.toISOString(),
        RootFingerprint: top.fingerprint,
        IssuingFingerprint: below.fingerprint,
      },
    };
  },

  /** Leaves the certificates: they are public, a rollback needs them, and they tell what was once trusted. */
  async remove({ physicalId }) {
    return `${physicalId} and its root stay in their bucket: they are public, and a rollback needs them`;
  },
});

async function rootOf({ kms, s3 }: Clients, properties: Properties, signal: AbortSignal): Promise<Issuer> {
  const subject = text(properties, 'RootSubject');
  const validityDays = integer(properties, 'RootDays', 1, 9_125);
  const signer = await kmsSigner(kms, text(properties, 'RootKeyAlias'), signal);
  const certificate = await keptOrIssued(
    s3,
    {
      place: placeOf(properties, 'RootObject'),
      signer,
      fits: facts => facts.subject === subject && facts.pathLength === 1 && lifeDays(facts) === validityDays,
      issue: () => issueAuthority({ subject, signer, validityDays, pathLength: 1 }),
    },
    signal,
  );
  return { certificate, signer };
}

async function issuingOf(
  { kms, s3 }: Clients,
  properties: Properties,
  root: Issuer,
  signal: AbortSignal,
): Promise<string> {
  const subject = text(properties, 'IssuingSubject');
  const subtree = text(properties, 'Subtree');
  const validityDays = integer(properties, 'IssuingDays', 1, 9_125);
  const alias = text(properties, 'IssuingKeyAlias');
  const signer = await kmsSigner(kms, alias, signal);
  if (Buffer.from(signer.spki).equals(Buffer.from(root.signer.spki)))
    throw new Error(
      `${alias}: got the root's key, takes one of its own: the root signs the issuing CA and nothing else`,
    );
  return keptOrIssued(
    s3,
    {
      place: placeOf(properties, 'IssuingObject'),
      signer,
      issuer: root,
      fits: facts => facts.subject === subject && facts.pathLength === 0 && lifeDays(facts) === validityDays,
      issue: () => issueAuthority({ subject, signer, issuer: root, validityDays, subtree, usages: ['clientAuth'] }),
    },
    signal,
  );
}

/**
 * The root's own revocation list, for whoever checks every certificate of a chain: empty, because an issuing CA that is suspected leaves the
 * truststores. It lasts as long as the CA below, so that nobody but a deployment ever signs with the root; each makes it anew.
 */
async function publishRootCrl(
  { s3 }: Clients,
  properties: Properties,
  { root, until }: { readonly root: Issuer; readonly until: Date },
  signal: AbortSignal,
): Promise<void> {
  const place = placeOf(properties, 'RootCrlObject');
  const now = new Date();
  const text = await issueCrl({ issuer: root, revoked: [], number: now.getTime(), thisUpdate: now, nextUpdate: until });
  // Where the same request runs twice, the other run's list is as good as this one.
  await writeObject(s3, place, { text, over: await readObject(s3, place, signal) }, signal);
}

const placeOf = (properties: Properties, object: string): Place => ({
  bucket: text(properties, 'Bucket'),
  key: text(properties, object),
});
