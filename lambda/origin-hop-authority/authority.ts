import { X509Certificate } from 'node:crypto';
import type { KMSClient } from '@aws-sdk/client-kms';
import { integer, text, type Change, type CustomResource, type Properties } from '../custom-resource';
import { readObject, uriOf, writeObject, type Place, type Stored } from '../aws/objects';
import type { S3 } from '../aws/s3';
import { kmsSigner } from '../aws/signer';
import { issueAuthority, pemBundle, readCertificate, type Signer } from '../x509';

interface Clients {
  readonly kms: KMSClient;
  readonly s3: S3;
}

interface Wanted {
  readonly place: Place;
  readonly subject: string;
  readonly validityDays: number;
  readonly signer: Signer;
}

/** Certifies the CA key behind an alias, once: what fits already is kept, so a repeated or rolled-back change is the same. */
export const authority = (clients: Clients): CustomResource => ({
  async apply({ properties, signal }: Change) {
    const place = placeOf(properties);
    const wanted: Wanted = {
      place,
      subject: text(properties, 'Subject'),
      validityDays: integer(properties, 'ValidityDays', 1, 9_125),
      signer: await kmsSigner(clients.kms, text(properties, 'KeyAlias'), signal),
    };
    const pem = await keptOrIssued(clients.s3, wanted, signal);
    const { notAfter, fingerprint } = readCertificate(pem);
    return {
      // Another bucket or key is another resource: CloudFormation then asks to remove this one, which leaves the object.
      physicalId: uriOf(place),
      attributes: { CertificatePem: pem, NotAfter: notAfter.toISOString(), Fingerprint: fingerprint },
    };
  },

  /**
   * Leaves the certificate. It is public; a removed generation may come back by a rollback, and must then be the certificate
   * that truststores and leaves already know; and it stays as evidence of what was once trusted.
   */
  async remove({ physicalId }) {
    return `${physicalId} stays in its bucket: it is public, and a rollback needs it`;
  },
});

async function keptOrIssued(s3: S3, wanted: Wanted, signal: AbortSignal): Promise<string> {
  const stored = await readObject(s3, wanted.place, signal);
  const kept = stored === undefined ? undefined : fitting(stored, wanted);
  if (kept !== undefined) return kept;
  const pem = await issueAuthority(wanted);
  const version = await writeObject(s3, wanted.place, { text: pem, over: stored }, signal);
  if (version !== undefined) return pem;
  // The same request, running twice: the other run's certificate is as good as this one.
  const others = await readObject(s3, wanted.place, signal);
  const other = others === undefined ? undefined : fitting(others, wanted);
  if (other === undefined) throw new Error(`${uriOf(wanted.place)}: changed while it was written; deploy again`);
  return other;
}

/** The stored certificate, if it is the wanted one; undefined if it must be renewed. Refuses one for another key. */
function fitting({ text: stored }: Stored, { place, subject, validityDays, signer }: Wanted): string | undefined {
  const [pem, ...more] = pemBundle(stored);
  if (pem === undefined || more.length > 0)
    throw new Error(`${uriOf(place)}: got ${more.length === 0 ? 'no certificate' : 'several'}, takes one certificate`);
  const facts = readCertificate(pem);
  const node = new X509Certificate(pem);
  // A generation is one key. Another one under its name would cut off every leaf in use, or is not ours at all.
  if (!Buffer.from(facts.spki).equals(Buffer.from(signer.spki)) || !node.verify(node.publicKey))
    throw new Error(
      `${uriOf(place)}: got a certificate for another key than the alias has; a new key takes a new generation, ` +
        'or delete the object (its versions are kept) to start this one again',
    );
  const days = Math.round((facts.notAfter.getTime() - facts.notBefore.getTime()) / 86_400_000);
  const fits = facts.isAuthority && facts.subject === subject && days === validityDays && facts.notAfter > new Date();
  return fits ? pem : undefined;
}

const placeOf = (properties: Properties): Place => ({
  bucket: text(properties, 'Bucket'),
  key: text(properties, 'ObjectKey'),
});
