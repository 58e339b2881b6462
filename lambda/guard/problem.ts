import { STATUS_CODES } from 'node:http';
import type { Decided } from './call';

/** One field that was not taken: where it stands, what stood there (bounded, see `describe.ts`), what it takes. */
export interface FieldError {
  /** `body.amountMinor`, `query.limit`, `headers.idempotency-key`. */
  readonly field: string;
  readonly got?: string;
  readonly takes: string;
}

interface ProblemOptions {
  readonly status: number;
  /** Stable and snake_case: clients, alarms and tests read this, never the prose. */
  readonly code: string;
  /** Shown to the caller: nothing internal, nothing secret. */
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** For the log only. */
  readonly cause?: unknown;
}

/**
 * The one error a caller gets to see, as RFC 9457 problem details. Whatever else is thrown becomes a 500 that says nothing.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** What the policies said, where they refused. For the log only. */
  decided: Decided | undefined;

  constructor({ status, code, detail, errors, headers = {}, cause }: ProblemOptions) {
    super(`${code}: ${detail}`, { cause });
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.errors = errors;
    this.headers = headers;
  }

  /** The members of RFC 9457 and two of ours: `code` and `errors`. */
  toJSON(): Record<string, unknown> {
    return {
      type: 'about:blank',
      title: STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      detail: this.detail,
      code: this.code,
      ...(this.errors === undefined ? {} : { errors: this.errors }),
    };
  }
}

/** One answer for what does not exist and for what is another's: the difference would tell a stranger which ids are real. */
export const notFound = (what: string): Problem =>
  new Problem({ status: 404, code: 'not_found', detail: `There is no such ${what} for you.` });

export const inputInvalid = (errors: readonly FieldError[]): Problem =>
  new Problem({
    status: 400,
    code: 'input_invalid',
    detail: 'The request has fields that are not taken as they are; see errors.',
    errors,
  });

/** Something the answer depends on did not answer: refused, never waved through. */
export const unavailable = (code: string, cause?: unknown): Problem =>
  new Problem({
    status: 503,
    code,
    detail: 'The service cannot decide this now. Send the same request again in a moment.',
    headers: { 'retry-after': '2' },
    cause,
  });
