/** A request as the web ACL sees it. Strings hold one byte a character (latin1), so that lengths are sizes in bytes. */
export interface WafRequest {
  readonly method: string;
  /** The path as the client wrote it, still percent-encoded, without the query string. */
  readonly path: string;
  /** Without `?`; absent where the URL has none. */
  readonly query: string | undefined;
  /** Lower-case names, in the order they came. */
  readonly headers: Headers;
  readonly clientIp: string;
  /** The bytes that WAF is shown; empty where no rule inspects the body. */
  readonly body: string;
  /** Whether there is more body than WAF is shown. */
  readonly bodyTruncated: boolean;
}

export type Headers = readonly (readonly [name: string, value: string])[];

/** One request on its way through the rules. */
export interface Evaluation {
  readonly request: WafRequest;
  /** Fully qualified labels that rules before this one have added. */
  readonly labels: Set<string>;
}

/** All values of a header, joined as HTTP allows (RFC 9110, section 5.3); undefined where it is absent. */
export function header(headers: Headers, name: string): string | undefined {
  let found: string | undefined;
  for (const [key, value] of headers)
    if (key === name) found = found === undefined ? value : `${found}${name === 'cookie' ? '; ' : ','}${value}`;
  return found;
}

/** Names and values of a query string, as written. */
export const queryArguments = (query: string | undefined): [name: string, value: string][] =>
  query === undefined || query === '' ? [] : query.split('&').map(pair => split(pair));

export const cookies = (headers: Headers): [name: string, value: string][] =>
  (header(headers, 'cookie') ?? '')
    .split(';')
    .map(pair => pair.trim())
    .filter(pair => pair !== '')
    .map(pair => split(pair));

function split(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
}
