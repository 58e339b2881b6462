import { randomBytes } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Ledger } from '../types';
import type { Behaviour } from './behaviour';
import { hasBody, readHead, resume } from './body';
import type { Distribution } from './distribution';
import { originHeaders, via, withoutHopByHop } from './forwarding';
import type { Circumstances } from './functions/event';
import { onViewerRequest, onViewerResponse } from './functions/run';
import { FunctionError } from './functions/thread';
import { incoming, type Incoming } from './incoming';
import { OriginError } from './origin';
import { errorPage, type Page } from './pages';
import type { Request, Viewer } from './viewer';
import type { Answer } from './waf/answers';
import { header, type Headers } from './waf/request';

/** The part of a response that HTTP/1.1 and HTTP/2 have in common. */
export type Reply = Writable & {
  readonly headersSent: boolean;
  writeHead(status: number, headers: Record<string, string | string[]>): unknown;
};

type Result = Omit<Page, 'body'> & { readonly body: Buffer | Readable };

/** One request, with what the stages learn about it. */
interface Exchange {
  readonly id: string;
  readonly viewer: Viewer;
  readonly request: Request;
  readonly incoming: Incoming;
  readonly behaviour: Behaviour;
}

/** Serves requests as the distribution says: protocol, web ACL, function, origin, function, headers. */
export function createServe(distribution: Distribution, ledger: Ledger) {
  return async (request: Request, reply: Reply, viewer: Viewer): Promise<void> => {
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
  const arrived = incoming(request);
  if (arrived.tooLarge) return errorPage(413, 'The request is larger than CloudFront takes.', id);
  const behaviour = distribution.behaviours.find(({ matches }) => matches(arrived.path));
  if (behaviour === undefined) throw new Error('the default behaviour matches every path');
  const exchange = { id, viewer, request, incoming: arrived, behaviour };
  try {
    return protocolRefusal(exchange, ledger) ?? (await inspectAndForward(distribution, ledger, exchange));
  } catch (error) {
    if (error instanceof FunctionError) return errorPage(503, 'The CloudFront function failed.', id);
    if (error instanceof OriginError)
      return errorPage(error.status, 'CloudFront was not able to reach the origin.', id);
    throw error;
  }
}

/** Plain HTTP, where the behaviour does not allow it. */
function protocolRefusal(
  { id, viewer, behaviour, incoming: { path, query, headers } }: Exchange,
  ledger: Ledger,
): Page | undefined {
  const { viewerProtocol } = behaviour;
  if (viewer.tls !== undefined) {
    ledger.record({
      layer: 'tls',
      outcome: 'passed',
      reason: 'https',
      requestId: id,
      detail: `${viewer.tls.protocol} ${viewer.tls.cipher}`,
    });
    return undefined;
  }
  if (viewerProtocol === 'allow-all') return undefined;
  ledger.record({ layer: 'tls', outcome: 'stopped', reason: viewerProtocol, requestId: id, detail: 'plain HTTP' });
  if (viewerProtocol === 'https-only') return errorPage(403, 'This distribution takes HTTPS only.', id);
  const host = (header(headers, 'host') ?? '').replace(/:\d+$/, '');
  const location = `https://${host}${path}${query === undefined ? '' : `?${query}`}`;
  const page = errorPage(301, 'Moved to HTTPS.', id);
  return { ...page, headers: [...page.headers, ['location', location]] };
}

async function inspectAndForward(distribution: Distribution, ledger: Ledger, exchange: Exchange): Promise<Result> {
  const { webAcl } = distribution;
  const { id, request, viewer, incoming: arrived, behaviour } = exchange;
  const withBody = hasBody(request);
  const limit = webAcl?.bodyLimit ?? 0;
  const head = withBody && limit > 0 ? await readHead(request, limit) : { bytes: Buffer.alloc(0), complete: !withBody };
  const verdict = webAcl?.evaluate({
    ...arrived,
    clientIp: viewer.address,
    body: head.bytes.toString('latin1', 0, limit),
    bodyTruncated: !head.complete || head.bytes.length > limit,
  });
  if (verdict?.allowed === false) {
    ledger.record({ layer: 'waf', outcome: 'stopped', reason: `rule ${verdict.rule}`, requestId: id });
    return blocked(verdict.answer, id);
  }
  if (webAcl !== undefined)
    ledger.record({
      layer: 'waf',
      outcome: 'passed',
      reason: 'no-rule-matched',
      requestId: id,
      detail: `${webAcl.rules} rules`,
    });
  if (!behaviour.methods.has(arrived.method)) return errorPage(403, 'This distribution does not take this method.', id);
  if (withBody && ['GET', 'HEAD'].includes(arrived.method)) return errorPage(403, 'A GET request takes no body.', id);
  const body = head.complete ? (withBody ? head.bytes : undefined) : resume(head.bytes, request);
  return throughFunctions(distribution, exchange, body, verdict?.insert ?? []);
}

function blocked({ status, headers, body }: Answer, id: string): Page {
  if (body === undefined) return errorPage(status, 'Request blocked.', id);
  return { status, headers: [['server', 'CloudFront'], ...headers], body: Buffer.from(body) };
}

async function throughFunctions(
  distribution: Distribution,
  { id, viewer, incoming: arrived, behaviour }: Exchange,
  body: Buffer | AsyncIterable<Buffer> | undefined,
  inserted: Headers,
): Promise<Result> {
  const circumstances: Circumstances = {
    distributionDomainName: distribution.domainName,
    distributionId: distribution.id,
    requestId: id,
    ip: viewer.address,
  };
  const { onRequest, onResponse, origin, forward, responseHeaders } = behaviour;
  const changed = onRequest ? await onViewerRequest(onRequest, circumstances, arrived) : { request: arrived };
  if ('response' in changed) return { body: Buffer.alloc(0), ...changed.response };
  const { method, path, query, headers } = changed.request;
  const shown = forward.query(query);
  const response = await origin.send({
    method,
    target: `${origin.settings.path}${path}${shown === undefined ? '' : `?${shown}`}`,
    headers: originHeaders(
      { headers, requestId: id, domainName: distribution.domainName, viewer, inserted },
      forward,
      origin.settings,
    ),
    body,
  });
  const result = { ...response, headers: responseHeaders(withoutHopByHop(response.headers)) };
  // CloudFront does not run a viewer-response function on an error of the origin.
  if (onResponse === undefined || response.status >= 400) return result;
  const {
    status,
    headers: replaced,
    body: instead,
  } = await onViewerResponse(onResponse, circumstances, changed.request, {
    status: result.status,
    headers: result.headers,
  });
  if (instead !== undefined && !Buffer.isBuffer(result.body)) result.body.destroy();
  return { status, headers: replaced, body: instead ?? result.body };
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
