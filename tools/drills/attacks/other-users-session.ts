import { outcomeOf } from '../outcome';
import { claimsOf } from '../tokens';
import type { Drill, Field, Outcome } from '../types';

/** Signs out what the token stands for, and perhaps asks for another session to be meant. From a sign-in of its own: it ends. */
async function signOut(field: Field, query = ''): Promise<Outcome> {
  const { accessToken } = await field.chain.issuer.signIn({ username: field.alice.username });
  return outcomeOf(await field.call({ method: 'DELETE', path: `/sessions/current${query}`, token: accessToken }));
}

export default {
  id: 'other-users-session',
  title: "ends another user's session",
  owasp: 'API1',
  layer: 'service',
  // In partner nobody signs in.
  profiles: ['consumer', 'managed'],
  issuer: 'cognito',
  attack: field => signOut(field, `?sessionId=${String(claimsOf(field.bob.token).origin_jti)}`),
  twin: field => signOut(field),
} satisfies Drill;
