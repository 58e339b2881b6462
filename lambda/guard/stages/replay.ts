import type { Request, Stage } from '../call';
import type { OnceStore, Repeatable } from '../once';
import { isPublic, isRecorded, routeKey, type Route } from '../routes';

export interface ReplayOptions {
  /** Needed where a row changes something and does not say what else keeps it from being done twice. */
  readonly store: OnceStore | undefined;
  readonly routes: readonly Route[];
}

/**
 * The same request again is answered, not done again: a phone that lost the answer asks twice, and so does a thief. Stands
 * here, but takes effect around the handler: what was refused is not recorded, and a recorded answer is given only
 * to whom the stages after this one would serve now.
 */
export function replay({ store, routes }: ReplayOptions): Stage {
  for (const row of routes.filter(({ once }) => once !== undefined)) assertExcused(row);
  const recorded = routes.find(isRecorded);
  if (recorded !== undefined && store === undefined)
    throw new Error(`replay: store: got nothing, and ${routeKey(recorded)} is recorded in one (IDEMPOTENCY_TABLE)`);
  const isPublicWrite = recorded !== undefined && routes.some(row => isRecorded(row) && isPublic(row));
  if (isPublicWrite)
    throw new Error('replay: a public row that changes something has no caller to tell apart: say once');

  return async function replayStage(request, { row, caller, remainingMs = longestMs }) {
    if (row === undefined) throw new Error('replay: the route stage stands before this one');
    if (!isRecorded(row)) return { once: work => work() };
    if (caller === undefined || store === undefined) throw new Error('replay: the token stage stands before this one');
    const same = sameness(request, caller);
    return { once: work => store.run(same, remainingMs, work) };
  };
}

/** What API Gateway waits at most; Lambda itself says how long a call may still take. */
const longestMs = 30_000;

const sameness = (
  { routeKey: route, path, query, headers, body }: Request,
  { sub, clientId }: { readonly sub: string; readonly clientId: string },
): Repeatable => ({ sub, clientId, route, path, query, key: headers['idempotency-key'], body });

function assertExcused(row: Route): void {
  const { once } = row;
  if (once === undefined) return;
  const refuse = (what: string): never => {
    throw new Error(`replay: ${routeKey(row)}: once: ${what}`);
  };
  if (once.reason.trim().length < 20) refuse('takes a written reason (20 characters or more)');
  // RFC 9110, section 9.2.2: of the methods that change something, these two mean the same when sent twice.
  if (once.by === 'method' && row.method !== 'PUT' && row.method !== 'DELETE')
    refuse(`by the method is what PUT and DELETE are, not ${row.method}`);
}
