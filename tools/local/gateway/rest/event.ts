import type { ClientCert } from '../client-certificate';
import { logTime } from '../event';
import type { Authorized } from '../jwt';
import type { Head } from '../request';
import type { MethodConfig } from './template-methods';

/** What a request has become when it is handed to a function. */
export interface RestCall {
  readonly head: Head;
  /** Names as they came, value after value: payload 1.0 keeps them. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly method: MethodConfig;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly clientCert: ClientCert | undefined;
  readonly authorized: Authorized | undefined;
  readonly domainName: string;
  readonly api: {
    readonly accountId: string;
    readonly apiId: string;
    readonly stage: { readonly name: string; readonly deploymentId: string };
  };
}

/**
 * The event of payload format 1.0 ("Lambda proxy integrations in API Gateway", input format). What a request does not have is null here,
 * never absent; the client's certificate alone is.
 */
export function restEventOf(call: RestCall): object {
  const { head, body, method, pathParameters } = call;
  const headers = forwarded(call);
  const query = [...new URLSearchParams(head.query)];
  return {
    resource: method.path,
    path: `/${head.segments.join('/')}`,
    httpMethod: head.method,
    headers: lastOf(headers),
    multiValueHeaders: allOf(headers),
    queryStringParameters: query.length === 0 ? null : lastOf(query),
    multiValueQueryStringParameters: query.length === 0 ? null : allOf(query),
    pathParameters: Object.keys(pathParameters).length === 0 ? null : pathParameters,
    stageVariables: null,
    requestContext: contextOf(call),
    // Without binaryMediaTypes every body is text.
    body: body.length === 0 ? null : body.toString('utf8'),
    isBase64Encoded: false,
  };
}

function contextOf({ head, method, clientCert, authorized, domainName, api }: RestCall): object {
  return {
    resourceId: method.resourceId,
    resourcePath: method.path,
    ...(authorized === undefined ? {} : { authorizer: { claims: authorized.claims } }),
    httpMethod: head.method,
    extendedRequestId: head.id,
    requestTime: logTime(head.at),
    path: `/${head.segments.join('/')}`,
    accountId: api.accountId,
    protocol: head.protocol,
    stage: api.stage.name,
    domainPrefix: domainName.split('.', 1)[0],
    requestTimeEpoch: head.at.getTime(),
    requestId: head.id,
    identity: {
      accessKey: null,
      accountId: null,
      apiKey: null,
      caller: null,
      cognitoIdentityId: null,
      sourceIp: head.sourceIp,
      user: null,
      userAgent: head.headers['user-agent'] ?? null,
      userArn: null,
      ...(clientCert === undefined ? {} : { clientCert }),
    },
    domainName,
    deploymentId: api.stage.deploymentId,
    apiId: api.apiId,
  };
}

/** Headers of one connection only (RFC 9110, section 7.6.1). */
const ofOneConnection = new Set(['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade']);

/** API Gateway's own, in place of what the client sent under these names; to X-Forwarded-For it adds. */
function forwarded({ head: { headers, sourceIp }, rawHeaders }: RestCall): [string, string][] {
  const own: [string, string][] = [
    [
      'X-Forwarded-For',
      headers['x-forwarded-for'] === undefined ? sourceIp : `${headers['x-forwarded-for']}, ${sourceIp}`,
    ],
    ['X-Forwarded-Port', '443'],
    ['X-Forwarded-Proto', 'https'],
  ];
  const replaced = new Set([...ofOneConnection, ...own.map(([name]) => name.toLowerCase())]);
  const kept: [string, string][] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (!replaced.has(name.toLowerCase())) kept.push([name, rawHeaders[at + 1] ?? '']);
  }
  return [...kept, ...own];
}

const lastOf = (pairs: readonly (readonly [string, string])[]): Record<string, string> =>
  Object.assign(Object.create(null) as Record<string, string>, Object.fromEntries(pairs));

function allOf(pairs: readonly (readonly [string, string])[]): Record<string, string[]> {
  const all = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of pairs) (all[name] ??= []).push(value);
  return all;
}
