import type { IncomingMessage } from 'node:http';
import type { WebAcl } from '../../waf/acl';
import type { Answer } from '../answer';
import type { Head } from '../request';
import type { Note, Trace } from './pipeline';
import { RestRefusal } from './refusal';

interface Inspected {
  readonly incoming: IncomingMessage;
  readonly head: Head;
  readonly body: Buffer;
}

/**
 * Walks the request through the web ACL of the stage. A block with a response of its own answers with it, which comes before the API's gateway
 * responses; any other is a gateway response of type WAF_FILTERED. Headers that rules insert reach no function behind a proxy integration.
 */
export function inspect(
  webAcl: WebAcl | undefined,
  { incoming, head, body }: Inspected,
  trace: Trace,
  note: Note,
): Answer | undefined {
  if (webAcl === undefined) return undefined;
  const [path = '/', ...query] = (incoming.url ?? '/').split('?');
  const verdict = webAcl.evaluate({
    method: head.method,
    path,
    query: query.length === 0 ? undefined : query.join('?'),
    headers: pairs(incoming.rawHeaders),
    clientIp: head.sourceIp,
    body: body.toString('latin1', 0, webAcl.bodyLimit),
    bodyTruncated: body.length > webAcl.bodyLimit,
  });
  if (verdict.allowed) {
    trace.waf = 'WAF_ALLOW';
    note('waf', 'passed', 'allowed', `${webAcl.rules} rules`);
    return undefined;
  }
  trace.waf = 'WAF_BLOCK';
  const { status, headers, body: text } = verdict.answer;
  const reason = `rule ${verdict.rule}`;
  if (text === undefined) throw new RestRefusal('waf', reason, 'WAF_FILTERED');
  note('waf', 'stopped', reason);
  return { status, headers: Object.fromEntries(headers), body: Buffer.from(text) };
}

function pairs(rawHeaders: readonly string[]): [string, string][] {
  const found: [string, string][] = [];
  for (let at = 0; at < rawHeaders.length; at += 2)
    found.push([(rawHeaders[at] ?? '').toLowerCase(), rawHeaders[at + 1] ?? '']);
  return found;
}
