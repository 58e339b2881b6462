import type { Answer } from './answer';
import type { ClientCert } from './client-certificate';
import type { Authorized } from './jwt';
import type { Head } from './request';

/** How the call of the function behind a route went. */
export interface Integrated {
  readonly latencyMs: number;
  readonly status?: number;
  readonly error?: string;
}

/** What became known of a request on its way, in either kind of API, for the access log. Filled in as it goes. */
export interface CommonTrace {
  readonly id: string;
  head?: Head;
  clientCert?: ClientCert;
  authorized?: Authorized;
  authorizerError?: string;
  error?: string;
  integration?: Integrated;
}

/** Notes how long a function took and what came of it. */
export async function timed(trace: Pick<CommonTrace, 'integration'>, call: () => Promise<Answer>): Promise<Answer> {
  const from = performance.now();
  const latencyMs = (): number => Math.round(performance.now() - from);
  try {
    const answer = await call();
    trace.integration = { latencyMs: latencyMs(), status: answer.status };
    return answer;
  } catch (error) {
    trace.integration = { latencyMs: latencyMs(), error: messageOf(error) };
    throw error;
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
