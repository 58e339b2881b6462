import type { Reply } from './call';
import { Problem } from './problem';

type Headers = Readonly<Record<string, string>>;

/** What both payloads take: 1.0 of a REST API, 2.0 of an HTTP API. */
export interface Response {
  readonly statusCode: number;
  readonly headers: Headers;
  /** Empty where the status allows none. */
  readonly body: string;
}

// An answer is one user's: no cache may keep it (RFC 9111, 5.2.2.5), and no browser may guess its type.
const always = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** @param about Headers about the request itself, whatever its answer. */
export const answer = ({ status, body, headers, replayed }: Reply, about: Headers): Response => ({
  statusCode: status,
  headers: {
    ...about,
    ...headers,
    ...(replayed ? { 'idempotency-replayed': 'true' } : {}),
    ...always,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  },
  body: body === undefined ? '' : JSON.stringify(body),
});

const bare = new Problem({
  status: 500,
  code: 'internal_error',
  detail: 'The service failed. Nothing about it is told.',
});

export function refusal(error: unknown, about: Headers): Response {
  const problem = error instanceof Problem ? error : bare;
  return {
    statusCode: problem.status,
    headers: { ...about, ...problem.headers, ...always, 'content-type': 'application/problem+json' },
    body: JSON.stringify(problem),
  };
}
