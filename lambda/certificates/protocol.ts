import * as z from 'zod';
import { clientId, revocationReasons, type RevocationReason } from '../x509';

/** What the certificates function is asked and answers, by Lambda's Invoke and never by HTTP. */

const owner = z.strictObject({
  /** A user's `sub`, or the `client_id` of a partner's client. */
  kind: z.enum(['user', 'client']),
  id: z.string().regex(/^[\w+@:.-]{1,128}$/),
});
const deviceId = z.string().regex(clientId);
/** Who asked, for the record: a `sub`, or an operator. */
const requestedBy = z.string().min(1).max(256);
const thumbprint = z.string().regex(/^[0-9a-f]{64}$/);

export const reasons = Object.keys(revocationReasons) as [RevocationReason, ...RevocationReason[]];

const request = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('issue'),
    csr: z.string(),
    owner,
    deviceId,
    requestedBy,
    /** Thumbprint of the certificate that this one follows; the old one stays valid until its end or its revocation. */
    replaces: thumbprint.optional(),
  }),
  z.strictObject({ action: z.literal('register'), certificate: z.string(), owner, deviceId, requestedBy }),
  z.strictObject({ action: z.literal('revoke'), thumbprint, reason: z.enum(reasons), requestedBy }),
  /** Certificates issued within so many days, by their issuer; and those that end within so many. */
  z.strictObject({ action: z.literal('survey'), issuedWithinDays: z.number(), endingWithinDays: z.number() }),
  z.strictObject({ action: z.literal('daily') }),
]);

export type CertificatesRequest = z.output<typeof request>;
export type Of<A extends CertificatesRequest['action']> = Extract<CertificatesRequest, { readonly action: A }>;
export type Owner = z.output<typeof owner>;

/** Reads a request. Throws where it is none: whoever may call this function is a program of ours. */
export function readRequest(event: unknown): CertificatesRequest {
  const result = request.safeParse(event);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0] ?? { path: [], message: 'no request' };
  throw new Error(`request: ${path.join('.') || 'action'}: ${message}`);
}

export type RefusalCode =
  | 'certificate_expired'
  | 'certificate_known'
  | 'certificate_not_for_clients'
  | 'certificate_revoked'
  | 'certificate_unknown'
  | 'certificate_unreadable'
  | 'certificate_wrong_owner'
  | 'csr_signature'
  | 'csr_unreadable'
  | 'key_reused'
  | 'key_weak'
  | 'no_authority'
  | 'owner_limit'
  | 'private_key';

/** Why there is no certificate. `detail` is one line for people, without a key or a PEM. */
export interface Refused {
  readonly ok: false;
  readonly code: RefusalCode;
  readonly detail: string;
}

export const refused = (code: RefusalCode, detail: string): Refused => ({ ok: false, code, detail });

/** A certificate that is in the registry. */
export interface Registered {
  readonly ok: true;
  readonly thumbprint: string;
  readonly serialNumber: string;
  /** ISO 8601. */
  readonly notAfter: string;
  readonly deviceId: string;
}

export interface Issued extends Registered {
  /** PEM. */
  readonly certificate: string;
  /** The issuing CA's certificate, PEM: what the client sends after its own. */
  readonly chain: string;
}

export interface Revoked {
  readonly ok: true;
  readonly thumbprint: string;
  /** ISO 8601; of the first time, where it was revoked already. */
  readonly revokedAt: string;
}

/** Part of the registry, as an operator sees it. */
export interface Survey {
  readonly ok: true;
  readonly issuers: readonly { readonly issuer: string; readonly issued: number; readonly lastEnd: string }[];
  /** How many devices that is; `ending` holds the first of them. */
  readonly endingCount: number;
  readonly ending: readonly {
    readonly thumbprint: string;
    readonly owner: string;
    readonly deviceId: string;
    readonly issuer: string;
    readonly notAfter: string;
  }[];
}

export interface Done {
  readonly ok: true;
}

export type CertificatesAnswer = Issued | Registered | Revoked | Survey | Done | Refused;
