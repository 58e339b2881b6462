import type { Readable } from 'node:stream';
import type { Request } from './viewer';

/** The client sent more than this edge carries, or went away in the middle. */
class BodyError extends Error {
  override readonly name = 'BodyError';
}

/** A body on its way to the origin: whole, as it comes, or none. */
export type Body = Buffer | AsyncIterable<Buffer> | undefined;

/** A laptop's bound; CloudFront's own is in gigabytes, and API Gateway ends at 10 MB. */
const mostBytes = 64 * 1024 * 1024;

/** Whether a body follows the headers (RFC 9112, section 6.3; RFC 9113, section 8.1). */
export function hasBody(request: Request): boolean {
  if ('stream' in request) return !request.stream.endAfterHeaders;
  const { 'transfer-encoding': encoding, 'content-length': length } = request.headers;
  return encoding !== undefined || (length !== undefined && Number(length) > 0);
}

export interface Head {
  /** The first bytes: at most the limit and what came with them. */
  readonly bytes: Buffer;
  /** Whether that was all of it. */
  readonly complete: boolean;
}

/** Reads the beginning of a body, until there is more than `limit`. Rejects with BodyError when the client goes away. */
export function readHead(stream: Readable, limit: number): Promise<Head> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (outcome: () => void): void => {
      stream.off('readable', read).off('end', end).off('error', fail).off('close', fail);
      outcome();
    };
    const end = (): void => settle(() => resolve({ bytes: Buffer.concat(chunks), complete: true }));
    const fail = (): void => settle(() => reject(new BodyError('the client went away')));
    const read = (): void => {
      for (let chunk = stream.read() as Buffer | null; chunk !== null; chunk = stream.read() as Buffer | null) {
        chunks.push(chunk);
        size += chunk.length;
        if (size > limit) return settle(() => resolve({ bytes: Buffer.concat(chunks), complete: false }));
      }
    };
    stream.on('readable', read).on('end', end).on('error', fail).on('close', fail);
  });
}

/** The whole body again: its beginning, then the rest as it comes. */
export async function* resume(head: Buffer, rest: Readable): AsyncGenerator<Buffer> {
  let size = head.length;
  if (size > 0) yield head;
  for await (const chunk of rest as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw new BodyError(`the body is larger than ${mostBytes} bytes`);
    yield chunk;
  }
}
