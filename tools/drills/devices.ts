import 'reflect-metadata';
import { randomUUID, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { System } from '../local/system';
import { LocalError, type LocalChain, type World } from '../local/types';
import { open, type ClientCertificate } from './client';
import type { Call } from './types';

/** How a client comes by its certificate: it makes a key of its own, and has only its public half signed. */

export interface SigningRequest {
  /** PKCS #10, PEM. */
  readonly csr: string;
  /** PKCS #8, PEM. */
  readonly privateKey: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** A new P-256 key and a request for it. The subject is what the client would like to be called; nobody has to agree. */
export async function signingRequest(subject = 'CN=device'): Promise<SigningRequest> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const request = await x509.Pkcs10CertificateRequestGenerator.create(
    { name: subject, keys, signingAlgorithm: algorithm },
    webcrypto as NonNullable<Parameters<typeof x509.Pkcs10CertificateRequestGenerator.create>[1]>,
  );
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    csr: request.toString('pem'),
    privateKey: `-----BEGIN PRIVATE KEY-----\n${der.match(/.{1,64}/g)?.join('\n')}\n-----END PRIVATE KEY-----\n`,
  };
}

export interface Owner {
  /** A user's `sub`, or a partner's client id. */
  readonly id: string;
  readonly name: string;
}

/** Whether clients of this profile show a certificate. */
export const needCertificates = ({ profile }: System): boolean => profile !== 'consumer';

/** Has a certificate issued out of band, as an operator does: by the function's name, never over HTTP. */
export async function issueFor(
  { world, system }: Pick<LocalChain, 'world' | 'system'>,
  owner: Owner,
): Promise<ClientCertificate> {
  const { csr, privateKey } = await signingRequest();
  const answer = (await world.lambda.invoke((await certificatesFunction(world)).arn, {
    action: 'issue',
    csr,
    owner: { kind: system.profile === 'partner' ? 'client' : 'user', id: owner.id },
    deviceId: system.profile === 'partner' ? owner.name : randomUUID(),
    requestedBy: 'operator',
  })) as Partial<Issued> & { readonly code?: string; readonly detail?: string };
  const { certificate, chain } = answer;
  if (certificate === undefined)
    throw new LocalError(`certificates: none for ${owner.name}: ${answer.code}: ${answer.detail}`);
  return { certificate, chain, privateKey };
}

interface Issued {
  readonly certificate: string;
  readonly chain: string;
}

/** The function that issues certificates, known to operators by its name. Rejects with {@link LocalError}. */
export async function certificatesFunction(world: World): Promise<{ readonly name: string; readonly arn: string }> {
  for (const resource of world.assembly.ofType('AWS::Lambda::Function')) {
    const { ref, attributes } = await world.live(resource);
    if (ref.endsWith('-certificates')) return { name: ref, arn: String(attributes['Arn']) };
  }
  throw new LocalError('certificates: no function of the templates is called …-certificates, so nobody issues any');
}

/** Whether the templates have a route for enrolment, and a door for clients without a certificate. */
export const canEnrol = ({ enrol, world }: LocalChain): boolean =>
  enrol !== undefined &&
  world.assembly
    .ofType('AWS::ApiGatewayV2::Route')
    .some(({ properties }) => properties['RouteKey'] === `${enrolment.method} ${enrolment.path}`);

const enrolment = { method: 'POST', path: '/devices' };

/** The request that enrols a device; sent through the enrolment door. */
export const enrolmentCall = (token: string, csr: string): Call => ({
  ...enrolment,
  token,
  headers: { 'idempotency-key': randomUUID() },
  body: { csr },
});

/** Enrols a device through the enrolment door, as an app does when it is first started. Rejects with {@link LocalError}. */
export async function enrol(chain: LocalChain, token: string): Promise<ClientCertificate> {
  if (chain.enrol === undefined) throw new LocalError('enrolment: the templates have no door for it');
  const { csr, privateKey } = await signingRequest();
  const client = open({ url: chain.enrol.url, port: chain.enrol.port, ca: chain.world.publicCa.certificate });
  try {
    const { status, body, error } = await client.call(enrolmentCall(token, csr));
    if (status !== 201) throw new LocalError(`enrolment: the door answers ${error ?? status}: ${body.slice(0, 200)}`);
    const { certificate, chain: authorities } = JSON.parse(body) as Issued;
    return { certificate, chain: authorities, privateKey };
  } finally {
    await client.close();
  }
}
