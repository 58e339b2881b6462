import { onlyCertificate } from '../aws/kept';
import type { Kms } from '../aws/kms';
import { readObject, uriOf, writeObject } from '../aws/objects';
import type { S3 } from '../aws/s3';
import { kmsSigner } from '../aws/signer';
import { issueCrl, readCertificate, readCrl, type Issuer, type RevokedCertificate } from '../x509';
import type { Row } from './registry';

/** An issuing CA of ours: where its key, its certificate and its revocation list are. */
export interface AuthorityPlace {
  readonly keyAlias: string;
  /** Key of the certificate in the trust bucket. */
  readonly object: string;
  /** Key of the revocation list there. */
  readonly crl: string;
}

interface Clients {
  readonly kms: Kms;
  readonly s3: S3;
  readonly bucket: string;
}

export interface Authorities {
  /** Reads a CA's certificate and public key once: under one alias they do not change. Only a success is remembered. */
  issuer(place: AuthorityPlace): Promise<Issuer>;
  /** Publishes the list of what is revoked of a CA, together with what was revoked a moment ago. */
  publishCrl(place: AuthorityPlace, revoked: readonly Row[]): Promise<void>;
}

/** One call of the function ends long before; nothing waits for ever. */
const patience = (): AbortSignal => AbortSignal.timeout(25_000);

export function authorities(clients: Clients): Authorities {
  const known = new Map<string, Promise<Issuer>>();
  const issuer = (place: AuthorityPlace): Promise<Issuer> => {
    const key = `${place.keyAlias} ${place.object}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const loading = load(clients, place);
    known.set(key, loading);
    loading.catch(() => known.delete(key));
    return loading;
  };
  return { issuer, publishCrl: async (place, revoked) => publish(clients, place, await issuer(place), revoked) };
}

async function load({ kms, s3, bucket }: Clients, { keyAlias, object }: AuthorityPlace): Promise<Issuer> {
  const place = { bucket, key: object };
  const [stored, signer] = await Promise.all([
    readObject(s3, place, patience()),
    // The signer outlives this call, so it brings its own limit to every signature.
    kmsSigner({ send: (operation, input) => kms.send(operation, input, patience()) }, keyAlias, patience()),
  ]);
  if (stored === undefined) throw new Error(`${uriOf(place)}: there is no such object; deploy the trust stack first`);
  const certificate = onlyCertificate(stored.text, place);
  if (!Buffer.from(readCertificate(certificate).spki).equals(Buffer.from(signer.spki)))
    throw new Error(`${uriOf(place)}: got a CA for another key than ${keyAlias} has; deploy the trust stack again`);
  return { certificate, signer };
}

// A list is good for two days and made anew every day, so one failed day is no outage for whoever checks it strictly.
const listMs = 2 * 86_400_000;
// The index of revoked rows may lag behind the rows: what the last list revoked so recently is taken from there.
const lagMs = 60 * 60_000;

async function publish(
  { s3, bucket }: Clients,
  { crl }: AuthorityPlace,
  issuer: Issuer,
  rows: readonly Row[],
): Promise<void> {
  const place = { bucket, key: crl };
  const { subject } = readCertificate(issuer.certificate);
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const now = new Date();
    const last = await readObject(s3, place, patience());
    const recent =
      last === undefined
        ? []
        : readCrl(last.text).filter(({ revokedAt }) => now.getTime() - revokedAt.getTime() < lagMs);
    const text = await issueCrl({
      issuer,
      revoked: [
        ...recent,
        ...rows.filter(row => row.issuer === subject && row.notAfter > now.toISOString()).map(entryOf),
      ],
      number: now.getTime(),
      thisUpdate: now,
      nextUpdate: new Date(now.getTime() + listMs),
    });
    if ((await writeObject(s3, place, { text, over: last }, patience())) !== undefined) return;
  }
  throw new Error(
    `${uriOf(place)}: others keep writing it; the certificate is revoked, the list will have it tomorrow`,
  );
}

const entryOf = ({ serialNumber, revokedAt, revocationReason }: Row): RevokedCertificate => ({
  serialNumber,
  revokedAt: new Date(revokedAt ?? 0),
  reason: revocationReason ?? 'cessationOfOperation',
});
