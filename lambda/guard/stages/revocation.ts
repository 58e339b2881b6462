import { cache } from '../cache';
import type { Caller, Known, Stage } from '../call';
import { Problem } from '../problem';
import { revocable, type Revocation, type RevocationList } from '../revocations';
import { isPublic } from '../routes';

export interface RevocationOptions {
  readonly list: RevocationList;
  /** How long an answer of the list counts: 5,000 ms at most. */
  readonly forMs?: number;
  readonly now?: () => number;
}

const remembered = 4_000;

/**
 * Was the session, the user or the certificate revoked? A signed token stays valid until it expires, wherever it is
 * verified; this list is what ends one sooner. Where it cannot be read, nobody is let in.
 */
export function revocation({ list, forMs = 5_000, now = Date.now }: RevocationOptions): Stage {
  // That nothing stands in the list is the common answer, so it is remembered as well.
  const known = cache<Revocation | 'none'>({ forMs, most: remembered, now });

  const lookUp = async (subjects: readonly string[]): Promise<readonly Revocation[]> => {
    const answers = new Map(subjects.map(subject => [subject, known.get(subject)]));
    const unknown = subjects.filter(subject => answers.get(subject) === undefined);
    if (unknown.length > 0) {
      const asked = now();
      const found = new Map((await list.read(unknown)).map(entry => [entry.subject, entry]));
      for (const subject of unknown) {
        const answer = found.get(subject) ?? 'none';
        known.set(subject, answer, asked);
        answers.set(subject, answer);
      }
    }
    return [...answers.values()].filter(answer => typeof answer === 'object');
  };

  return async function revocationStage(_request, { row, caller, client }) {
    if (row === undefined) throw new Error('revocation: the route and token stages stand before this one');
    if (isPublic(row)) return {};
    if (caller === undefined) throw new Error('revocation: the token stage stands before this one');
    for (const entry of await lookUp(subjectsOf(caller, client))) refuse(entry, caller);
    return {};
  };
}

const subjectsOf = ({ sub, sessionId }: Caller, client: Known['client']): string[] => [
  revocable.user(sub),
  ...(sessionId === undefined ? [] : [revocable.session(sessionId)]),
  ...(client === undefined ? [] : [revocable.certificate(client.thumbprint)]),
];

function refuse({ subject, revokedAt }: Revocation, { sub, authenticatedAt }: Caller): void {
  if (subject.startsWith('certificate#'))
    throw new Problem({ status: 403, code: 'certificate_revoked', detail: 'The client certificate is revoked.' });
  // Signing in again ends the revocation of a user: it is about what somebody else may hold by then.
  if (subject === revocable.user(sub) && authenticatedAt > revokedAt) return;
  throw new Problem({
    status: 401,
    code: 'token_revoked',
    detail: 'The sign-in behind this token has ended; sign in again.',
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  });
}
