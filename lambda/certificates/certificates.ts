import {
  CertificateError,
  holderKeyOf,
  issueClientLeaf,
  keyIdOf,
  pemBundle,
  readCertificate,
  readSigningRequest,
  type CertificateFacts,
} from '../x509';
import type { Authorities, AuthorityPlace } from './authority';
import { daily, survey } from './daily';
import type { Journal } from './journal';
import {
  refused,
  type CertificatesAnswer,
  type CertificatesRequest,
  type Issued,
  type Of,
  type RefusalCode,
  type Refused,
  type Registered,
  type Revoked,
} from './protocol';
import type { Registry, Row } from './registry';

export interface CertificatesOptions {
  readonly registry: Registry;
  readonly authorities: Authorities;
  /** Our issuing CAs; the first signs. None: certificates come from elsewhere, and are registered. */
  readonly places: readonly AuthorityPlace[];
  /** The name every subject begins with: `O=portcullis-example clients`. */
  readonly subtree: string;
  readonly validityDays: number;
  /** Devices of one owner. */
  readonly limit: number;
  /** When the first of the CAs in the repository's truststore ends; undefined where there is none. */
  readonly truststoreEnd: Date | undefined;
  readonly journal: Journal;
  readonly now: () => Date;
}

/** Answers one request. Refusals are answers; what it rejects with is a fault of ours. */
export async function answer(options: CertificatesOptions, request: CertificatesRequest): Promise<CertificatesAnswer> {
  switch (request.action) {
    case 'issue':
      return noted(options, request, await issue(options, request));
    case 'register':
      return noted(options, request, await register(options, request));
    case 'revoke':
      return noted(options, request, await revoke(options, request));
    case 'survey':
      return survey(options, request);
    case 'daily':
      return daily(options);
  }
}

function noted<A extends Issued | Registered | Revoked | Refused>(
  { journal }: CertificatesOptions,
  request: Of<'issue' | 'register' | 'revoke'>,
  answered: A,
): A {
  journal.note(request, answered);
  return answered;
}

async function issue(options: CertificatesOptions, request: Of<'issue'>): Promise<Issued | Refused> {
  const [place] = options.places;
  if (place === undefined)
    return refused('no_authority', 'there is no CA of ours here: have it issued by yours, and registered');
  const key = await readSigningRequest(request.csr).catch(asRefusal);
  if ('ok' in key) return key;
  const wrong = request.replaces === undefined ? undefined : await refuseRenewal(options, request, request.replaces);
  if (wrong !== undefined) return wrong;

  const issuer = await options.authorities.issuer(place);
  const { subtree, validityDays } = options;
  const now = options.now();
  const certificate = await issueClientLeaf({
    issuer,
    spki: key.spki,
    subtree,
    id: request.deviceId,
    uri: `urn:portcullis:${request.owner.kind === 'user' ? 'device' : 'partner'}:${request.deviceId}`,
    validityDays,
    now,
  });
  // Recorded before anybody has it: a certificate that is not in the registry opens nothing.
  const row = rowOf(readCertificate(certificate), request, now);
  const no = await options.registry.add(row, options.limit);
  return no ?? { ...registered(row), certificate, chain: issuer.certificate };
}

/** Puts in a certificate that another CA issued. That the CA is trusted is decided in the handshake, by the truststore. */
async function register(options: CertificatesOptions, request: Of<'register'>): Promise<Registered | Refused> {
  const facts = readClientCertificate(request.certificate, options.now());
  if ('ok' in facts) return facts;
  const row = rowOf(facts, request, options.now());
  return (await options.registry.add(row, options.limit)) ?? registered(row);
}

async function revoke(options: CertificatesOptions, request: Of<'revoke'>): Promise<Revoked | Refused> {
  const done = await options.registry.revoke(request.thumbprint, request.reason, options.now());
  if (done === undefined) return refused('certificate_unknown', `${request.thumbprint}: there is no such certificate`);
  // Again where it was revoked before: somebody who asks twice may be mending a list that was not written.
  const rows = [...(await options.registry.revoked()), done.row];
  for (const place of options.places) {
    const { certificate } = await options.authorities.issuer(place);
    if (readCertificate(certificate).subject === done.row.issuer) await options.authorities.publishCrl(place, rows);
  }
  return { ok: true, thumbprint: done.row.thumbprint, revokedAt: done.row.revokedAt ?? options.now().toISOString() };
}

/** Only the owner of a certificate that still counts gets another one for it. */
async function refuseRenewal(
  { registry, now }: CertificatesOptions,
  { owner, deviceId }: Of<'issue'>,
  thumbprint: string,
): Promise<Refused | undefined> {
  const row = await registry.read(thumbprint);
  if (row === undefined) return refused('certificate_unknown', `${thumbprint}: there is no such certificate`);
  if (row.owner !== `${owner.kind}#${owner.id}` || row.deviceId !== deviceId)
    return refused('certificate_wrong_owner', `${thumbprint}: belongs to another owner or device`);
  if (row.state === 'revoked')
    return refused('certificate_revoked', `${thumbprint}: is revoked; enrol the device anew`);
  if (row.notAfter <= now().toISOString())
    return refused('certificate_expired', `${thumbprint}: ended on ${row.notAfter}; enrol the device anew`);
  return undefined;
}

function readClientCertificate(pem: string, now: Date): CertificateFacts | Refused {
  let facts: CertificateFacts;
  try {
    const [first, ...more] = pemBundle(pem);
    if (first === undefined || more.length > 0)
      return refused(
        'certificate_unreadable',
        `certificate: got ${first === undefined ? 'none' : 'several'}, takes one PEM`,
      );
    facts = readCertificate(first);
    holderKeyOf(facts.spki);
  } catch (error) {
    return asRefusal(error);
  }
  if (facts.isAuthority || !facts.extendedKeyUsages.includes('clientAuth'))
    return refused('certificate_not_for_clients', 'certificate: takes one that is no CA and has clientAuth');
  if (facts.notAfter <= now)
    return refused('certificate_expired', `certificate: ended on ${facts.notAfter.toISOString()}`);
  return facts;
}

const codes: Readonly<Partial<Record<string, RefusalCode>>> = {
  csr_signature: 'csr_signature',
  csr_unreadable: 'csr_unreadable',
  key_unreadable: 'csr_unreadable',
  key_weak: 'key_weak',
  private_key: 'private_key',
  unreadable: 'certificate_unreadable',
};

/** What is wrong with what was sent is an answer; anything else is not ours to explain. */
function asRefusal(error: unknown): Refused {
  const code = error instanceof CertificateError ? codes[error.code] : undefined;
  if (code === undefined || !(error instanceof Error)) throw error;
  return refused(code, error.message);
}

function rowOf(facts: CertificateFacts, request: Of<'issue' | 'register'>, now: Date): Row {
  const { owner, deviceId, requestedBy } = request;
  return {
    id: `cert#${facts.fingerprint}`,
    thumbprint: facts.fingerprint,
    serialNumber: facts.serialNumber,
    issuer: facts.issuer,
    subject: facts.subject,
    owner: `${owner.kind}#${owner.id}`,
    deviceId,
    keyId: keyIdOf(facts.spki),
    requestedBy,
    issuedAt: now.toISOString(),
    notAfter: facts.notAfter.toISOString(),
    state: 'active',
    ...('replaces' in request && request.replaces !== undefined ? { replaces: request.replaces } : {}),
    expiresAt: Math.floor(facts.notAfter.getTime() / 1000) + 30 * 86_400,
  };
}

const registered = ({ thumbprint, serialNumber, notAfter, deviceId }: Row): Registered => ({
  ok: true,
  thumbprint,
  serialNumber,
  notAfter,
  deviceId,
});
