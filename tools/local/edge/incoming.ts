import type { Headers } from '../waf/request';
import type { Request } from './viewer';

/** CloudFront's quotas: longest URL, and longest request without its body. */
const longest = { url: 8_192, request: 20_480 };

/** A viewer's request line and headers, the same for HTTP/1.1 and HTTP/2. */
export interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly query: string | undefined;
  readonly headers: Headers;
  readonly tooLarge: boolean;
}

export function incoming(request: Request): Incoming {
  const { method = 'GET', rawHeaders } = request;
  const headers: [string, string][] = [];
  let size = method.length;
  let authority: string | undefined;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    size += name.length + value.length + 4;
    if (name === ':authority') authority = value;
    else if (!name.startsWith(':')) headers.push([name, value]);
  }
  if (authority !== undefined && !headers.some(([name]) => name === 'host')) headers.unshift(['host', authority]);
  const target = originForm(request.url ?? '/');
  const at = target.indexOf('?');
  const [path, query] = at < 0 ? [target, undefined] : [target.slice(0, at), target.slice(at + 1)];
  const tooLarge = target.length > longest.url || size + target.length > longest.request;
  return { method, path, query, headers, tooLarge };
}

/** A client may also write `GET https://host/path` (RFC 9112, section 3.2.2). */
function originForm(target: string): string {
  const stripped = target.replace(/^https?:\/\/[^/?]*/i, '');
  return stripped.startsWith('/') ? stripped : `/${stripped}`;
}
