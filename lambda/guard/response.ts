import type { Reply } from './call';
import { Problem } from './problem';

/** Payload 2.0 of an HTTP API. */
export interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty where the status allows none. */
  readonly body: string;
}

// An answer is one user's: no cache may keep it (RFC 9111, 5.2.2.5), and no browser may guess its type.
const always = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

export const answer = ({ status, body, headers, replayed }: Reply): Response => ({
  statusCode: status,
  headers: {
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

export function refusal(error: unknown): Response {
  const problem = error instanceof Problem ? error : bare;
  return {
    statusCode: problem.status,
    headers: { ...problem.headers, ...always, 'content-type': 'application/problem+json' },
    body: JSON.stringify(problem),
  };
}
