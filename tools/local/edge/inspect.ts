import type { Ledger } from '../types';
import { hasBody, readHead, resume, type Body } from './body';
import type { Exchange } from './exchange';
import { errorPage, type Page } from './pages';
import type { WebAcl } from '../waf/acl';
import type { Answer } from '../waf/answers';
import type { Headers } from '../waf/request';

export interface Inspected {
  readonly body: Body;
  /** Headers that the rules insert for the origin. */
  readonly inserted: Headers;
}

/** Walks the request through the web ACL; the body's beginning is read first where a rule looks at it. */
export async function inspect(
  webAcl: WebAcl | undefined,
  { id, request, viewer, incoming }: Exchange,
  ledger: Ledger,
): Promise<Page | Inspected> {
  const withBody = hasBody(request);
  if (webAcl === undefined) return { body: withBody ? resume(Buffer.alloc(0), request) : undefined, inserted: [] };
  const limit = webAcl.bodyLimit;
  const head = withBody ? await readHead(request, limit) : { bytes: Buffer.alloc(0), complete: true };
  const verdict = webAcl.evaluate({
    ...incoming,
    clientIp: viewer.address,
    body: head.bytes.toString('latin1', 0, limit),
    bodyTruncated: !head.complete || head.bytes.length > limit,
  });
  if (!verdict.allowed) {
    ledger.record({ layer: 'waf', outcome: 'stopped', reason: `rule ${verdict.rule}`, requestId: id });
    return blocked(verdict.answer, id);
  }
  ledger.record({ layer: 'waf', outcome: 'passed', reason: 'allowed', requestId: id, detail: `${webAcl.rules} rules` });
  const whole = withBody ? head.bytes : undefined;
  return { body: head.complete ? whole : resume(head.bytes, request), inserted: verdict.insert };
}

function blocked({ status, headers, body }: Answer, id: string): Page {
  if (body === undefined) return errorPage(status, 'Request blocked.', id);
  return { status, headers: [['server', 'CloudFront'], ...headers], body: Buffer.from(body) };
}
