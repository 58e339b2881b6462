import { createHash } from 'node:crypto';

/** Certificates of callers, as far as the services see them: headers that the edge writes, and rows of the registry. */

/** Whose certificate a request comes with. */
export const shown = ['own', 'none', 'of bob', 'revoked', 'of nobody', 'text'] as const;
export type Shown = (typeof shown)[number];

const serialNumber = '1f';

/** SHA-256 in hex, as of a certificate: one a person or system. */
const thumbprintOf = (sub: string): string => createHash('sha256').update(`certificate of ${sub}`).digest('hex');

/** Of a token that names the certificate (RFC 8705, section 3.1). */
export const confirmationOf = (sub: string): { readonly 'x5t#S256': string } => ({
  'x5t#S256': Buffer.from(thumbprintOf(sub), 'hex').toString('base64url'),
});

const row = (owner: string, of: string, state: 'active' | 'revoked') => ({
  id: `cert#${thumbprintOf(of)}`,
  thumbprint: thumbprintOf(of),
  serialNumber,
  owner,
  deviceId: `device-of-${of}`,
  issuedAt: '2026-01-01T00:00:00.000Z',
  notAfter: '2099-01-01T00:00:00.000Z',
  state,
});

/** The registry: everybody has one certificate, and alice one that was revoked. */
export const registered = (kind: 'user' | 'client', subs: readonly string[]) => [
  ...subs.map(sub => row(`${kind}#${sub}`, sub, 'active')),
  row(`${kind}#alice`, 'revoked', 'revoked'),
];

/** What the edge says of the certificate. */
export function certificateHeaders(which: Shown, sub: string): Readonly<Record<string, string>> {
  if (which === 'none') return {};
  if (which === 'text') return headers('a certificate');
  return headers(thumbprintOf({ own: sub, 'of bob': 'bob', revoked: 'revoked', 'of nobody': 'nobody' }[which]));
}

const headers = (thumbprint: string) => ({
  'portcullis-client-cert-sha256': thumbprint,
  'portcullis-client-cert-serial': serialNumber,
});
