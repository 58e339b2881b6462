import { readCertificate } from '../x509';
import type { CertificatesOptions } from './certificates';
import type { Done, Of, Survey } from './protocol';
import type { Row } from './registry';

const day = 86_400_000;

/** Once a day: a fresh revocation list of every CA of ours, and how long everything still lives. One failure stops no other part. */
export async function daily(options: CertificatesOptions): Promise<Done> {
  const { journal, registry, authorities, places, truststoreEnd, now } = options;
  const daysTo = (end: Date): number => (end.getTime() - now().getTime()) / day;
  const parts: Readonly<Record<string, () => Promise<void>>> = {
    'revocation lists': async () => {
      const rows = await registry.revoked();
      for (const place of places) await authorities.publishCrl(place, rows);
    },
    'life of the CA': async () => {
      const ends = await Promise.all(
        places.map(async place => readCertificate((await authorities.issuer(place)).certificate).notAfter),
      );
      // The first place signs: the end of an older one is the end of a rotation.
      const [signing] = ends;
      if (signing !== undefined) journal.measure('ClientAuthorityDaysLeft', daysTo(signing));
    },
    'life of the truststore': async () => {
      if (truststoreEnd !== undefined) journal.measure('TruststoreDaysLeft', daysTo(truststoreEnd));
    },
    'devices without renewal': async () =>
      journal.measure('CertificatesEndingUnrenewed', endingUnrenewed(await registry.all(), now(), 7).length),
  };
  const failures: unknown[] = [];
  for (const [what, part] of Object.entries(parts)) {
    try {
      await part();
    } catch (error) {
      journal.failed(what, error);
      failures.push(error);
    }
  }
  // Lambda counts it, and repeats the call twice.
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of the daily tasks failed`);
  return { ok: true };
}

// An answer of Lambda's takes 6 MB; a row has some 300 bytes.
const mostShown = 10_000;

/** Who issued what is still in use, and what ends soon: for those who rotate a CA or look for devices that fell asleep. */
export async function survey(
  { registry, now }: CertificatesOptions,
  { issuedWithinDays, endingWithinDays }: Of<'survey'>,
): Promise<Survey> {
  const rows = await registry.all();
  const since = new Date(now().getTime() - issuedWithinDays * day).toISOString();
  const alive = rows.filter(row => row.state === 'active' && row.notAfter > now().toISOString());
  const recent = alive.filter(({ issuedAt }) => issuedAt >= since);
  const issuers = [...new Set(recent.map(({ issuer }) => issuer))].sort().map(issuer => {
    const of = recent.filter(row => row.issuer === issuer);
    return {
      issuer,
      issued: of.length,
      lastEnd:
        of
          .map(({ notAfter }) => notAfter)
          .sort()
          .at(-1) ?? '',
    };
  });
  const ending = endingUnrenewed(rows, now(), endingWithinDays).sort((a, b) => (a.notAfter < b.notAfter ? -1 : 1));
  const first = ending
    .slice(0, mostShown)
    .map(({ thumbprint, owner, deviceId, issuer, notAfter }) => ({ thumbprint, owner, deviceId, issuer, notAfter }));
  return { ok: true, issuers, endingCount: ending.length, ending: first };
}

/** The last certificates of devices that end within so many days. */
function endingUnrenewed(rows: readonly Row[], now: Date, days: number): Row[] {
  const last = new Map<string, Row>();
  for (const row of rows) {
    if (row.state !== 'active') continue;
    const device = `${row.owner} ${row.deviceId}`;
    const other = last.get(device);
    if (other === undefined || other.notAfter < row.notAfter) last.set(device, row);
  }
  const soon = new Date(now.getTime() + days * day).toISOString();
  return [...last.values()].filter(({ notAfter }) => notAfter > now.toISOString() && notAfter < soon);
}
