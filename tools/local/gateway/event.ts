import type { ClientCert } from './client-certificate';
import type { Authorized } from './jwt';
import type { Head } from './request';

/** What a request has become when it is handed to a function. */
export interface Call {
  readonly head: Head;
  readonly body: Buffer;
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly clientCert: ClientCert | undefined;
  readonly authorized: Authorized | undefined;
  readonly api: { readonly accountId: string; readonly apiId: string; readonly domainName: string };
}

/**
 * The event of payload format 2.0 ("Create AWS Lambda proxy integrations for HTTP APIs"). What a request does not have is
 * absent, never empty.
 */
export function eventOf({ head, body, routeKey, pathParameters, clientCert, authorized, api }: Call): object {
  const { method, query, headers, protocol, sourceIp, id, at } = head;
  // API Gateway decodes the path before it hands it over, also in rawPath.
  const path = `/${head.segments.join('/')}`;
  const isBase64Encoded = body.length > 0 && !isText(headers['content-type']);
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: query,
    ...(headers.cookie === undefined ? {} : { cookies: headers.cookie.split(/; */) }),
    headers: forwarded(head),
    ...(query === '' ? {} : { queryStringParameters: parameters(query) }),
    requestContext: {
      accountId: api.accountId,
      apiId: api.apiId,
      ...(clientCert === undefined ? {} : { authentication: { clientCert } }),
      ...(authorized === undefined ? {} : { authorizer: { jwt: authorized } }),
      domainName: api.domainName,
      domainPrefix: api.domainName.split('.', 1)[0],
      http: { method, path, protocol, sourceIp, userAgent: headers['user-agent'] ?? '' },
      requestId: id,
      routeKey,
      stage: '$default',
      time: logTime(at),
      timeEpoch: at.getTime(),
    },
    ...(Object.keys(pathParameters).length === 0 ? {} : { pathParameters }),
    ...(body.length === 0 ? {} : { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  };
}

/** Headers of one connection only (RFC 9110, section 7.6.1), and the cookies, which have their own place. */
const notForwarded = new Set(['connection', 'cookie', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade']);

function forwarded({ headers, sourceIp }: Head): Record<string, string> {
  const before = headers['x-forwarded-for'];
  return {
    ...Object.fromEntries(Object.entries(headers).filter(([name]) => !notForwarded.has(name))),
    'x-forwarded-for': before === undefined ? sourceIp : `${before}, ${sourceIp}`,
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
  };
}

function parameters(query: string): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(values);
}

/** AWS documents no list of what it leaves as text; these are what is known to arrive so. */
const isText = (type = ''): boolean =>
  /^(?:text\/|application\/(?:json|javascript|xml|[\w.-]+\+(?:json|xml))\b)/i.test(type);

/** `22/Nov/2026:10:00:00 +0000`, as in the Common Log Format. */
export function logTime(at: Date): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) (\S+)/.exec(at.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
