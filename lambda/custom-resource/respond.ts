import { setTimeout as sleep } from 'node:timers/promises';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
  readonly Data?: Readonly<Record<string, string>>;
}

/** CloudFormation takes no longer answer, and says nothing when it drops one. */
const maxBytes = 4_096;
const maxReason = 900;
const attempts = 3;
const attemptMs = 2_000;

/** Puts the answer to the ResponseURL, bounded in time and tries. A rejection makes Lambda repeat the whole call. */
export async function respond(event: CloudFormationCustomResourceEvent, answer: Answer): Promise<void> {
  const body = bodyOf(event, answer);
  let last = '';
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    last = await put(event.ResponseURL, body);
    if (last === '') return;
    if (attempt < attempts) await sleep(150 * attempt);
  }
  throw new Error(`CloudFormation did not take the answer in ${attempts} tries, the last one: ${last}`);
}

/** Empty when the answer was taken; else why not, without the URL: it is signed, and whoever has it may answer. */
async function put(url: string, body: Buffer): Promise<string> {
  try {
    // Bytes, not text: fetch gives text a Content-Type, and the URL is signed for a request without one.
    const init = { method: 'PUT', body: new Uint8Array(body), signal: AbortSignal.timeout(attemptMs) };
    const response = await fetch(url, init);
    await response.arrayBuffer();
    return response.ok ? '' : `status ${response.status}`;
  } catch (error) {
    const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
    return (cause as { code?: string } | undefined)?.code?.toString() ?? 'no connection';
  }
}

function bodyOf(event: CloudFormationCustomResourceEvent, answer: Answer): Buffer {
  const { StackId, RequestId, LogicalResourceId } = event;
  const encode = (value: Answer) =>
    Buffer.from(
      JSON.stringify({ ...value, Reason: value.Reason?.slice(0, maxReason), StackId, RequestId, LogicalResourceId }),
    );
  const body = encode(answer);
  if (body.length <= maxBytes) return body;
  const Reason = `the answer has ${body.length} bytes, CloudFormation takes ${maxBytes}: fewer or shorter attributes`;
  return encode({ Status: 'FAILED', PhysicalResourceId: answer.PhysicalResourceId, Reason });
}
