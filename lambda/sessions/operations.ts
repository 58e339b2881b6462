import type { Owned } from '../guard/call';
import { operation, type Resource } from '../guard/operation';
import { Problem } from '../guard/problem';
import type { ProofStore } from '../guard/proofs';
import type { Revoker } from '../guard/revocations';
import { end, registerKey } from './logic';
import * as schemas from './schemas';

interface Session extends Owned {
  readonly sessionId: string;
}

/** The sign-in behind the token. There is no way to name another's. */
const currentSession: Resource<unknown, Session> = {
  type: 'Session',
  id: (_input, { sessionId = '' }) => sessionId,
  load: async (_input, { sub, sessionId }) => (sessionId === undefined ? undefined : { owner: sub, sessionId }),
  hidden: () => new Problem({ status: 403, code: 'session_missing', detail: 'No sign-in stands behind this token.' }),
};

interface Stores {
  readonly revoker: Revoker;
  readonly proofs: Pick<ProofStore, 'keyOf' | 'register'>;
  readonly now?: () => number;
}

/** What each action of the routes does: parse, call one function, map the result. */
export const operations = ({ revoker, proofs, now = Date.now }: Stores) => ({
  readSession: operation(schemas.readSession, currentSession, async (_input, { caller, proofKey }) => ({
    body: {
      signedInAt: new Date(caller.authenticatedAt * 1000).toISOString(),
      ...(proofKey === undefined ? {} : { keyThumbprint: proofKey }),
    },
  })),

  signOut: operation(schemas.signOut, currentSession, async (_input, { caller: { sub }, resource, correlationId }) => {
    await end(revoker, resource, { sub, correlationId, now: now() });
    return { body: undefined };
  }),

  signOutEverywhere: operation(
    schemas.signOutEverywhere,
    currentSession,
    async (_input, { caller: { sub }, correlationId }) => {
      await end(revoker, 'everywhere', { sub, correlationId, now: now() });
      return { body: undefined };
    },
  ),

  registerKey: operation(schemas.registerKey, currentSession, async (_input, { caller, resource, proofKey }) => {
    if (proofKey === undefined) throw new Error('registerKey: the proof stage stands before this operation');
    const { authenticatedAt: signedInAt } = caller;
    const request = { sessionId: resource.sessionId, signedInAt, keyThumbprint: proofKey, now: now() };
    return { body: { keyThumbprint: await registerKey(proofs, request) } };
  }),
});
