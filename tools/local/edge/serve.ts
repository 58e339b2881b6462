import { randomBytes } from 'node:crypto';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Ledger } from '../types';
import type { Distribution } from './distribution';
import type { Exchange, Result } from './exchange';
import { forward } from './forward';
import { via } from './forwarding';
import { FunctionError } from './functions/thread';
import { incoming } from './incoming';
import { inspect } from './inspect';
import { OriginError } from './origin';
import { errorPage } from './pages';
import type { Request, Viewer } from './viewer';
import { refusePlainHttp } from './viewer-protocol';

/** The part of a response that HTTP/1.1 and HTTP/2 have in common. */
export type Reply = Writable & {
  writeHead(status: number, headers: Record<string, string | string[]>): unknown;
};

/** Serves one request. Never rejects. */
export type Serve = (request: Request, reply: Reply, viewer: Viewer) => Promise<void>;

/** Serves requests as the distribution says when they come: protocol, web ACL, function, origin, function, headers. */
export function createServe(current: () => Distribution, ledger: Ledger): Serve {
  return async (request, reply, viewer) => {
    const distribution = current();
    const id = randomBytes(42).toString('base64url');
    try {
      const result = await answer(distribution, ledger, id, request, viewer);
      await write(distribution, id, request, reply, viewer, result);
    } catch (error) {
      // The client is gone, or the origin broke off in the middle: there is nobody to tell, or too late to.
      reply.destroy(error instanceof Error ? error : undefined);
    }
  };
}

async function answer(
  distribution: Distribution,
  ledger: Ledger,
  id: string,
  request: Request,
  viewer: Viewer,
): Promise<Result> {
  const arrived = incoming(request, distribution.aliases[0] ?? distribution.domainName);
  if (arrived.tooLarge) return errorPage(413, 'The request is larger than CloudFront takes.', id);
  const behaviour = distribution.behaviours.find(({ matches }) => matches(arrived.path));
  if (behaviour === undefined) throw new Error('the default behaviour matches every path');
  const exchange = { id, viewer, request, incoming: arrived, behaviour };
  try {
    recordCertificate(distribution, exchange, ledger);
    return refusePlainHttp(exchange, ledger) ?? (await inspectAndForward(distribution, ledger, exchange));
  } catch (error) {
    if (error instanceof FunctionError) return errorPage(503, 'The CloudFront function failed.', id);
    if (error instanceof OriginError) return errorPage(error.status, 'CloudFront could not reach the origin.', id);
    throw error;
  }
}

/** The certificate was verified with the connection; here it is told of each request that came over it. */
function recordCertificate({ mtls }: Distribution, { id, viewer: { certificate } }: Exchange, ledger: Ledger): void {
  if (certificate === undefined || mtls === undefined || mtls.mode === 'passthrough') return;
  const detail = `${certificate.subject}, serial ${certificate.serialNumber}`;
  ledger.record({ layer: 'client-mtls', outcome: 'passed', reason: 'certificate', requestId: id, detail });
}

async function inspectAndForward(distribution: Distribution, ledger: Ledger, exchange: Exchange): Promise<Result> {
  const inspected = await inspect(distribution.webAcl, exchange, ledger);
  if ('status' in inspected) return inspected;
  const { id, behaviour, incoming: arrived } = exchange;
  if (!behaviour.methods.has(arrived.method)) return errorPage(403, 'This distribution does not take this method.', id);
  if (inspected.body !== undefined && ['GET', 'HEAD'].includes(arrived.method))
    return errorPage(403, 'A GET request takes no body.', id);
  return forward(distribution, exchange, inspected);
}

async function write(
  { domainName }: Distribution,
  id: string,
  request: Request,
  reply: Reply,
  viewer: Viewer,
  { status, headers, body }: Result,
): Promise<void> {
  const own = [
    ['x-cache', status >= 400 ? 'Error from cloudfront' : 'Miss from cloudfront'],
    ['via', via(viewer.httpVersion, domainName)],
    ['x-amz-cf-pop', 'LOCAL'],
    ['x-amz-cf-id', id],
  ] as const;
  // Without a prototype: the origin may send a header called constructor.
  const fields = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of [...headers, ...own]) {
    const before = fields[name];
    fields[name] = before === undefined ? value : [before, value].flat();
  }
  // The length an answer to HEAD states is the origin's word, and these two have none (RFC 9110, section 8.6).
  const bodyless = request.method === 'HEAD' || status === 204 || status === 304;
  if (Buffer.isBuffer(body) && !bodyless) fields['content-length'] = String(body.length);
  reply.writeHead(status, fields);
  if (!Buffer.isBuffer(body)) await pipeline(body, reply);
  else reply.end(bodyless ? undefined : body);
}
