import { randomUUID } from 'node:crypto';
import type { CertificatesAnswer, CertificatesRequest, Issued, RefusalCode } from '../certificates/protocol';
import { Problem, unavailable } from '../guard/problem';
import type { EnrolmentPolicy } from './enrolment';
import type { RegistryItem } from './schemas';

export interface DeviceStore {
  /** Every certificate of an owner (`user#<sub>`) that the registry still knows. */
  certificatesOf(owner: string): Promise<readonly RegistryItem[]>;
}

/** The certificates function: the only one that may sign, and the only one that writes the registry. */
export type AskCertificates = (request: CertificatesRequest) => Promise<CertificatesAnswer>;

/** A device of a person: its certificates, newest first. */
export interface Device {
  readonly owner: string;
  readonly deviceId: string;
  readonly certificates: readonly RegistryItem[];
}

const ownerOf = (sub: string): string => `user#${sub}`;

export async function devicesOf(store: DeviceStore, sub: string): Promise<readonly Device[]> {
  const items = (await store.certificatesOf(ownerOf(sub))).toSorted((a, b) => b.issuedAt.localeCompare(a.issuedAt));
  const ids = [...new Set(items.map(({ deviceId }) => deviceId))];
  return ids.map(deviceId => ({
    owner: sub,
    deviceId,
    certificates: items.filter(item => item.deviceId === deviceId),
  }));
}

/** What its owner sees of a device. */
export function view({ deviceId, certificates }: Device, from: string | undefined, now: Date) {
  const [newest] = certificates;
  if (newest === undefined) throw new Error(`device ${deviceId}: it has no certificate`);
  const live = certificates.filter(({ state }) => state === 'active');
  const state =
    live.length === 0 ? 'revoked' : live.every(({ notAfter }) => notAfter <= now.toISOString()) ? 'expired' : 'active';
  const { serialNumber, issuedAt, notAfter } = newest;
  return { deviceId, state, serialNumber, issuedAt, notAfter, current: deviceId === from } as const;
}

interface Enrolment {
  readonly sub: string;
  readonly csr: string;
  readonly evidence: string | undefined;
}

/** A new device under an id of ours: one that a device could choose could be another's. */
export async function enrol(
  { policy, ask }: { readonly policy: EnrolmentPolicy; readonly ask: AskCertificates },
  { sub, csr, evidence }: Enrolment,
): Promise<Issued> {
  const no = await policy({ sub, evidence });
  if (no !== undefined) throw new Problem({ status: 403, code: 'enrolment_refused', detail: no });
  const owner = { kind: 'user', id: sub } as const;
  return issued(await ask({ action: 'issue', csr, owner, deviceId: randomUUID(), requestedBy: sub }));
}

/** A device asks for itself, over the connection that its present certificate opened: nobody else can ask for it. */
export async function renew(
  ask: AskCertificates,
  {
    sub,
    deviceId,
    csr,
    over,
  }: { sub: string; deviceId: string; csr: string; over: { deviceId: string; thumbprint: string } },
): Promise<Issued> {
  if (over.deviceId !== deviceId)
    throw new Problem({
      status: 403,
      code: 'device_is_another',
      detail: 'A certificate is renewed by the device that holds it. Enrol this device instead.',
    });
  const owner = { kind: 'user', id: sub } as const;
  return issued(await ask({ action: 'issue', csr, owner, deviceId, requestedBy: sub, replaces: over.thumbprint }));
}

/** Revokes what is still active, one certificate after the other; a repetition goes on where a failure ended. */
export async function revoke(ask: AskCertificates, { owner, certificates }: Device): Promise<number> {
  const active = certificates.filter(({ state }) => state === 'active');
  for (const { thumbprint } of active) {
    const answer = await ask({ action: 'revoke', thumbprint, reason: 'cessationOfOperation', requestedBy: owner });
    if (!answer.ok) throw unavailable('certificates_unavailable', new Error(answer.code));
  }
  return active.length;
}

function issued(answer: CertificatesAnswer): Issued {
  if (!answer.ok) throw problemOf(answer.code, answer.detail);
  if (!('certificate' in answer)) throw new Error('certificates: got an answer to another question');
  return answer;
}

const statuses: Partial<Record<RefusalCode, number>> = {
  csr_unreadable: 400,
  csr_signature: 400,
  key_weak: 400,
  key_reused: 409,
  owner_limit: 409,
};

function problemOf(code: RefusalCode, detail: string): Error {
  const status = statuses[code];
  // Anything else cannot come of what a device sends.
  if (status === undefined) return new Error(`certificates: ${code}: ${detail}`);
  return code === 'owner_limit'
    ? new Problem({
        status,
        code: 'device_limit',
        detail: 'You have as many devices as there may be; revoke one first.',
      })
    : new Problem({ status, code, detail });
}
