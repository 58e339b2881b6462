import { cache, type CacheOptions } from '../cache';
import type { CertificateRegistry, RegisteredCertificate } from '../certificates';
import type { Caller, Stage } from '../call';
import type { ClientCertificate, ClientCertificateOf } from '../client-certificate';
import { Problem } from '../problem';
import { isPublic } from '../routes';

export interface BindingOptions {
  /** How a request shows its client certificate: the edge's headers, or the PEM in the event of a regional API. */
  readonly certificate: ClientCertificateOf;
  readonly registry: CertificateRegistry;
  /** Whose certificates these are: a user's device (`managed`), or the system of a partner (`partner`). */
  readonly owner: 'user' | 'client';
  /** Must the token itself name the certificate (`cnf.x5t#S256`, RFC 8705)? Where it does, it is held to it in any case. */
  readonly confirmation: 'required' | 'where present';
  /** How long an answer of the registry counts: 5,000 ms at most. */
  readonly forMs?: number;
  readonly now?: () => number;
}

const remembered = 1_000;

const refuse = (code: string, detail: string): Problem => new Problem({ status: 403, code, detail });

/**
 * Does the token belong to the certificate it came with? A stolen token fails here with the thief's certificate, and a
 * stolen certificate with the thief's token. The registry decides: the issuer of the tokens never saw the certificate.
 */
export function binding(options: BindingOptions): Stage {
  const { certificate, registry, owner, confirmation, forMs = 5_000, now = Date.now } = options;
  if (confirmation !== 'required' && confirmation !== 'where present')
    throw new Error("binding: confirmation: takes 'required' or 'where present'");
  const lookUp = cached(registry, { forMs, most: remembered, now });

  return async function bindingStage(request, { row, caller }) {
    if (row === undefined) throw new Error('binding: the route and token stages stand before this one');
    // Before a device has a certificate it can present none; the door stage let nothing else through there.
    if (isPublic(row) || row.door === 'enrol') return {};
    if (caller === undefined) throw new Error('binding: the token stage stands before this one');
    const presented = certificate(request);
    if (presented === undefined)
      throw refuse('certificate_missing', 'This API takes requests with a client certificate only.');
    const found = await lookUp(presented.thumbprint);
    assertCurrent(found, presented, now());
    // A partner's system calls for itself: a token of its client that names a person is not of the certificate's owner either.
    if (found.owner !== `${owner}#${caller.sub}` || (owner === 'client' && caller.clientId !== caller.sub))
      throw refuse('certificate_wrong_owner', 'The token and the client certificate belong to different callers.');
    assertConfirmed(presented, caller, confirmation);
    return { client: { ...presented, deviceId: found.deviceId, state: found.state } };
  };
}

/** Only what is registered is remembered: a device that enrols now is known at once, and strangers push nobody out. */
function cached(registry: CertificateRegistry, options: CacheOptions): CertificateRegistry['read'] {
  const known = cache<RegisteredCertificate>(options);
  return async thumbprint => {
    const remembered = known.get(thumbprint);
    if (remembered !== undefined) return remembered;
    const asked = options.now();
    const found = await registry.read(thumbprint);
    if (found !== undefined) known.set(thumbprint, found, asked);
    return found;
  };
}

function assertCurrent(
  found: RegisteredCertificate | undefined,
  { serialNumber }: ClientCertificate,
  now: number,
): asserts found is RegisteredCertificate {
  if (found?.serialNumber !== serialNumber)
    throw refuse('certificate_unregistered', 'The client certificate is not registered here.');
  if (found.state !== 'active') throw refuse('certificate_revoked', 'The client certificate is revoked.');
  // Every layer before this one checks it as well; CloudFront can be told to ignore it.
  if (!(now <= Date.parse(found.notAfter)))
    throw refuse('certificate_expired', 'The client certificate has expired; enrol again.');
}

function assertConfirmed(
  { thumbprint }: ClientCertificate,
  { confirmedThumbprint }: Caller,
  confirmation: BindingOptions['confirmation'],
): void {
  // In the token it is base64url, at the edge hex.
  const ours = Buffer.from(thumbprint, 'hex').toString('base64url');
  if (confirmedThumbprint === undefined && confirmation === 'where present') return;
  if (confirmedThumbprint !== ours)
    throw new Problem({
      status: 401,
      code: 'certificate_not_bound',
      detail: 'The token was not issued for this client certificate.',
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
    });
}
