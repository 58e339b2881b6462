import { suffixOf } from './s3';
import { sendSigned, signatureV4, unreachable } from './signed';

/** Longer than the called function may take; what calls this has a limit of its own that is longer still. */
const patienceMs = 9_000;

/**
 * Calls a function by its name and waits for its answer (Lambda API, Invoke). Sent once: whether a lost answer was a lost call, only the
 * caller can find out. Rejects where the function could not be asked, and where it failed, with the function's own words.
 */
export async function invoke(region: string, name: string, event: object): Promise<unknown> {
  const base = process.env['AWS_ENDPOINT_URL_LAMBDA'] ?? `https://lambda.${region}.${suffixOf(region)}`;
  const url = new URL(`/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, base);
  const headers = { 'content-type': 'application/json' };
  const { status, body, header } = await sendSigned(
    { method: 'POST', url, headers, body: JSON.stringify(event) },
    { sign: signatureV4('lambda', region), signal: AbortSignal.timeout(patienceMs), attempts: 1 },
  ).catch((error: unknown) => {
    throw unreachable('Lambda', error);
  });
  if (status !== 200) throw new Error(`${name}: Lambda answers ${status} ${header('x-amzn-errortype') ?? ''}`.trim());
  const answer: unknown = JSON.parse(body);
  if (header('x-amz-function-error') === undefined) return answer;
  const { errorMessage } = answer as { readonly errorMessage?: unknown };
  throw new Error(`${name} failed: ${String(errorMessage)}`);
}
