import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { badRequest, headersTooLarge, Refusal, tooLarge } from './refusal';

/** A request as far as its head: what routing, authorizers and the event are made of. */
export interface Head {
  /** API Gateway's id of the request, also in the answer's `apigw-requestid`. */
  readonly id: string;
  readonly at: Date;
  readonly method: string;
  /** The path's segments, decoded. An encoded slash stays inside its segment. */
  readonly segments: readonly string[];
  /** As it came, without the question mark. */
  readonly query: string;
  /** Names in lower case, repeated ones joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly protocol: string;
  readonly sourceIp: string;
}

/** HTTP API quotas: request line and header values together, and the payload. */
const limits = { headBytes: 10_240, bodyBytes: 10 * 1024 * 1024 };

/** As long as API Gateway's: eleven random bytes. */
export const newRequestId = (): string => randomBytes(11).toString('base64');

export function readHead(incoming: IncomingMessage, id: string): Head {
  const { method = '', url = '', httpVersion, rawHeaders } = incoming;
  const protocol = `HTTP/${httpVersion}`;
  const values = rawHeaders.filter((_, at) => at % 2 === 1);
  const size = [`${method} ${url} ${protocol}`, ...values].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (size > limits.headBytes) throw new Refusal('gateway', 'headers-too-large', headersTooLarge);
  if (!url.startsWith('/')) throw new Refusal('gateway', 'malformed-path', badRequest);
  const [path = '', ...query] = url.split('?');
  return {
    id,
    at: new Date(),
    method,
    segments: decoded(path),
    query: query.join('?'),
    headers: joined(rawHeaders),
    protocol,
    sourceIp: (incoming.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
  };
}

/** The host a request names, without its port. */
export const hostOf = ({ headers }: Pick<IncomingMessage, 'headers'>): string =>
  (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();

function decoded(path: string): string[] {
  try {
    return path.slice(1).split('/').map(decodeURIComponent);
  } catch {
    throw new Refusal('gateway', 'malformed-path', badRequest);
  }
}

/** Node keeps only the first of some repeated headers; two tokens must not look like one. */
function joined(rawHeaders: readonly string[]): Record<string, string> {
  const headers = new Map<string, string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    const before = headers.get(name);
    const value = rawHeaders[at + 1] ?? '';
    headers.set(name, before === undefined ? value : `${before}${name === 'cookie' ? '; ' : ','}${value}`);
  }
  return Object.fromEntries(headers);
}

/** Reads the body up to the limit. Beyond it nothing more is read, and the connection must be closed. */
export async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const refusal = new Refusal('gateway', 'body-too-large', { ...tooLarge, headers: { connection: 'close' } });
  if (Number(incoming.headers['content-length'] ?? 0) > limits.bodyBytes) throw refusal;
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limits.bodyBytes) return void chunks.push(chunk);
      incoming.pause().removeAllListeners('data');
      reject(refusal);
    });
    incoming.once('end', () => resolve(Buffer.concat(chunks)));
    incoming.once('error', reject);
    incoming.once('close', () => reject(new Error('the client closed the connection')));
  });
}
