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

/** @param name The distribution's own. Here people call it by a port of this machine, and rules about a host must find it all the same. */
export function incoming(request: Request, name: string): Incoming {
  const { method = 'GET', rawHeaders } = request;
  const headers: [string, string][] = [];
  let size = method.length;
  let authority: string | undefined;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const field = (rawHeaders[index] ?? '').toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    size += field.length + value.length + 4;
    if (field === ':authority') authority = value;
    else if (!field.startsWith(':')) headers.push([field, value]);
  }
  if (authority !== undefined && !headers.some(([field]) => field === 'host')) headers.unshift(['host', authority]);
  const target = originForm(request.url ?? '/');
  const at = target.indexOf('?');
  const [path, query] = at < 0 ? [target, undefined] : [target.slice(0, at), target.slice(at + 1)];
  const tooLarge = target.length > longest.url || size + target.length > longest.request;
  return { method, path, query, headers: headers.map(header => named(header, name)), tooLarge };
}

const named = ([field, value]: readonly [string, string], name: string): [string, string] => [
  field,
  field === 'host' && /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i.test(value) ? name : value,
];

/** A client may also write `GET https://host/path` (RFC 9112, section 3.2.2). */
function originForm(target: string): string {
  const stripped = target.replace(/^https?:\/\/[^/?]*/i, '');
  return stripped.startsWith('/') ? stripped : `/${stripped}`;
}
