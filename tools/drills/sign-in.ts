import { readCertificate } from '../../lambda/x509';
import type { LocalChain } from '../local/types';
import type { ClientCertificate } from './client';
import type { Site } from './field';
import { claimsOf } from './tokens';
import type { Seeded } from './types';

/** How callers come by their tokens, and by the next ones. */

type Tokens = Pick<Seeded, 'token' | 'idToken'>;

/** Tokens as a caller would get them; a partner's of a user pool is bound to the certificate it is asked for with (RFC 8705, section 3). */
export async function signIn(
  { issuer, system }: Pick<LocalChain, 'issuer' | 'system'>,
  username: string,
  certificate: ClientCertificate | undefined,
): Promise<Tokens> {
  const bound = system.profile === 'partner' && system.issuer === 'cognito' && certificate !== undefined;
  const { accessToken, idToken } = await issuer.signIn({
    username,
    ...(bound ? { clientMetadata: { 'x5t#S256': confirmationOf(certificate) } } : {}),
  });
  return { token: accessToken, idToken };
}

const confirmationOf = ({ certificate }: ClientCertificate): string =>
  Buffer.from(readCertificate(certificate).fingerprint, 'hex').toString('base64url');

/** The least that a token must still live for a drill to begin: the longest flood is over in that time, on a busy machine too. */
const leastSeconds = 150;

/** A site whose callers sign in again before their tokens end: a partner's live for five minutes. */
export const lasting = ({ chain, alice, bob }: Omit<Site, 'renewed'>): Site => ({
  chain,
  alice,
  bob,
  renewed: async () => {
    const [first, second] = await Promise.all([alice, bob].map(caller => renew(chain, caller)));
    return lasting({ chain, alice: first ?? alice, bob: second ?? bob });
  },
});

async function renew(chain: LocalChain, caller: Seeded): Promise<Seeded> {
  if (Number(claimsOf(caller.token).exp) - Date.now() / 1000 > leastSeconds) return caller;
  return { ...caller, ...(await signIn(chain, caller.username, caller.certificate)) };
}
