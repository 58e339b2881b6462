import { randomUUID } from 'node:crypto';
import { readCertificate } from '../../lambda/x509';
import type { System } from '../local/system';
import { toldOf } from '../local/system';
import { LocalError, type LocalChain, type World } from '../local/types';
import { open, type ClientCertificate } from './client';
import { signingRequest } from './csr';
import { fieldOf } from './outcome';
import type { Answer, Call } from './types';

/** How a client comes by its certificate, and loses it: it makes a key of its own, and has only its public half signed. */

export interface Owner {
  /** A user's `sub`, or a partner's client id. */
  readonly id: string;
  readonly name: string;
}

type Chain = Pick<LocalChain, 'world' | 'system'>;

/** Whether clients of this profile show a certificate. */
export const needCertificates = ({ profile }: System): boolean => profile !== 'consumer';

/** Has a certificate issued out of band, as an operator does: by the function's name, never over HTTP. */
export async function issueFor(chain: Chain, owner: Owner): Promise<ClientCertificate> {
  const { csr, privateKey } = await signingRequest();
  const ofPartner = chain.system.profile === 'partner';
  const { certificate, chain: authorities } = await operate(chain, {
    action: 'issue',
    csr,
    owner: { kind: ofPartner ? 'client' : 'user', id: owner.id },
    deviceId: ofPartner ? owner.name : randomUUID(),
  });
  return { certificate: String(certificate), chain: authorities, privateKey };
}

/** Revokes a certificate as an operator does. The edge's list is behind until the schedules run. */
export async function revoke(chain: Chain, { certificate }: Pick<ClientCertificate, 'certificate'>): Promise<void> {
  const { fingerprint: thumbprint } = readCertificate(certificate);
  await operate(chain, { action: 'revoke', thumbprint, reason: 'keyCompromise' });
}

interface Operated {
  readonly ok: boolean;
  readonly certificate?: string;
  readonly chain?: string;
  readonly code?: string;
  readonly detail?: string;
}

async function operate({ world }: Chain, request: Readonly<Record<string, unknown>>): Promise<Operated> {
  const { arn } = await certificatesFunction(world);
  const answer = (await world.lambda.invoke(arn, { ...request, requestedBy: 'operator' })) as Operated;
  if (!answer.ok) throw new LocalError(`certificates: ${String(request.action)}: ${answer.code}: ${answer.detail}`);
  return answer;
}

/** The function that issues certificates, known to operators by its name. Rejects with {@link LocalError}. */
export async function certificatesFunction(world: World): Promise<{ readonly name: string; readonly arn: string }> {
  for (const resource of world.assembly.ofType('AWS::Lambda::Function')) {
    const { ref, attributes } = await world.live(resource);
    if (ref.endsWith('-certificates')) return { name: ref, arn: String(attributes['Arn']) };
  }
  throw new LocalError('certificates: no function of the templates is called …-certificates, so nobody issues any');
}

/** The most devices that a user may have, as the function was told. Throws {@link LocalError}. */
export function mostDevices({ assembly }: World): number {
  for (const { variables } of toldOf(assembly)) {
    const most = Number(variables['DEVICES_PER_OWNER']);
    if (Number.isInteger(most)) return most;
  }
  throw new LocalError('certificates: no function has DEVICES_PER_OWNER in its environment, so nothing is limited');
}

/** The request that enrols a device; sent through the enrolment door, which puts a path of its own in front. */
export const enrolmentCall = (token: string | undefined, csr: string): Call => ({
  method: 'POST',
  path: '/devices',
  door: 'enrol',
  ...(token === undefined ? {} : { token }),
  body: { csr },
});

/** The certificate in an answer to a request for one; undefined where there is none. */
export function issuedIn(answer: Answer, privateKey: string): ClientCertificate | undefined {
  const certificate = fieldOf(answer, 'certificate');
  const chain = fieldOf(answer, 'chain');
  if (typeof certificate !== 'string' || typeof chain !== 'string') return undefined;
  return { certificate, chain, privateKey };
}

/**
 * Enrols a device through the enrolment door, as an app does when it is first started; undefined where there is no such door, or
 * none that serves: a chain that lacks a layer owes nobody a certificate.
 */
export async function enrol(
  { enrol: door, world }: Pick<LocalChain, 'enrol' | 'world'>,
  token: string,
): Promise<ClientCertificate | undefined> {
  if (door === undefined) return undefined;
  const { csr, privateKey } = await signingRequest();
  const client = open({ url: door.url, port: door.port, ca: world.publicCa.certificate });
  try {
    return issuedIn(await client.call(enrolmentCall(token, csr)), privateKey);
  } finally {
    await client.close();
  }
}
