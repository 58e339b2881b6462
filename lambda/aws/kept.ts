import { X509Certificate } from 'node:crypto';
import { pemBundle, readCertificate, type CertificateFacts, type Signer } from '../x509';
import { readObject, uriOf, writeObject, type Place, type Stored } from './objects';
import type { S3 } from './s3';

/** A CA certificate that lies in the trust bucket, or will. */
export interface WantedAuthority {
  readonly place: Place;
  /** Of the CA's own key. */
  readonly signer: Signer;
  /** Under whose key it is signed; its own when left out. */
  readonly issuer?: { readonly certificate: string };
  /** Whether a stored certificate for this key is the one that is wanted; if not, it is issued anew. */
  readonly fits: (facts: CertificateFacts) => boolean;
  readonly issue: () => Promise<string>;
}

/** The stored certificate where it fits, else a new one: a repeated or rolled-back change gives the same. PEM. */
export async function keptOrIssued(s3: S3, wanted: WantedAuthority, signal: AbortSignal): Promise<string> {
  const stored = await readObject(s3, wanted.place, signal);
  const kept = stored === undefined ? undefined : fitting(stored, wanted);
  if (kept !== undefined) return kept;
  const pem = await wanted.issue();
  const version = await writeObject(s3, wanted.place, { text: pem, over: stored }, signal);
  if (version !== undefined) return pem;
  // The same request, running twice: the other run's certificate is as good as this one.
  const others = await readObject(s3, wanted.place, signal);
  const other = others === undefined ? undefined : fitting(others, wanted);
  if (other === undefined) throw new Error(`${uriOf(wanted.place)}: changed while it was written; deploy again`);
  return other;
}

/** The one certificate of an object. Throws where there is none, or more. */
export function onlyCertificate(text: string, place: Place): string {
  const [pem, ...more] = pemBundle(text);
  if (pem === undefined || more.length > 0)
    throw new Error(`${uriOf(place)}: got ${pem === undefined ? 'none' : more.length + 1}, takes one certificate`);
  return pem;
}

/** The length of a certificate's life in whole days. */
export const lifeDays = ({ notBefore, notAfter }: CertificateFacts): number =>
  Math.round((notAfter.getTime() - notBefore.getTime()) / 86_400_000);

/** The stored certificate, if it is the wanted one; undefined if it must be renewed. Refuses one for another key. */
function fitting({ text }: Stored, { place, signer, issuer, fits }: WantedAuthority): string | undefined {
  const pem = onlyCertificate(text, place);
  const facts = readCertificate(pem);
  const node = new X509Certificate(pem);
  // A generation is one key. Another one under its name would cut off every leaf in use, or is not ours at all.
  const above = issuer === undefined ? node : new X509Certificate(issuer.certificate);
  if (!Buffer.from(facts.spki).equals(Buffer.from(signer.spki)) || !node.verify(above.publicKey))
    throw new Error(
      `${uriOf(place)}: got a certificate for another key than the alias has; a new key takes a new generation, ` +
        'or delete the object (its versions are kept) to start this one again',
    );
  return facts.isAuthority && facts.notAfter > new Date() && fits(facts) ? pem : undefined;
}
