/** Events as API Gateway documents them: of an HTTP API with mutual TLS (payload 2.0), and of a REST API (payload 1.0). */

export interface Call {
  readonly route: string;
  readonly certificate?: string;
  readonly token?: string;
  readonly headers?: Record<string, string>;
  readonly path?: Record<string, string>;
  readonly query?: Record<string, string>;
  /** An object is sent as JSON; a string as it is. */
  readonly body?: unknown;
  readonly base64?: boolean;
}

const textOf = ({ body }: Call): string | undefined =>
  typeof body === 'string' || body === undefined ? body : JSON.stringify(body);

const headersOf = ({ token, headers, body }: Call): Record<string, string> => ({
  'x-amz-cf-id': 'edge-1',
  'portcullis-door': 'api',
  ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  ...headers,
});

// What the gateway's authorizer says about the token. The guard must not care.
const claims = { sub: 'mallory', token_use: 'access', scope: 'wallet/accounts.read' };

export function httpApiEvent(call: Call): object {
  const { route, certificate, path, query, base64 = false } = call;
  const text = textOf(call);
  return {
    version: '2.0',
    routeKey: route,
    rawPath: route.split(' ')[1],
    rawQueryString: new URLSearchParams(query).toString(),
    headers: headersOf(call),
    ...(path === undefined ? {} : { pathParameters: path }),
    ...(query === undefined ? {} : { queryStringParameters: query }),
    requestContext: {
      requestId: 'gateway-1',
      routeKey: route,
      authorizer: { jwt: { claims, scopes: ['wallet/accounts.read'] } },
      authentication: certificate === undefined ? null : { clientCert: { clientCertPem: certificate } },
    },
    ...(text === undefined ? {} : { body: base64 ? Buffer.from(text).toString('base64') : text }),
    isBase64Encoded: base64,
  };
}

const listed = (values: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));

/** The same call through a REST API: names as they were sent, both sets of headers, the certificate under `identity`. */
export function restApiEvent(call: Call): object {
  const { route, certificate, path, query, base64 = false } = call;
  const [httpMethod, resource] = route.split(' ');
  const text = textOf(call);
  const headers = headersOf(call);
  return {
    resource,
    path: resource,
    httpMethod,
    headers,
    multiValueHeaders: listed(headers),
    queryStringParameters: query ?? null,
    multiValueQueryStringParameters: query === undefined ? null : listed(query),
    pathParameters: path ?? null,
    stageVariables: null,
    requestContext: {
      requestId: 'gateway-1',
      resourcePath: resource,
      httpMethod,
      authorizer: { claims },
      identity: {
        sourceIp: '192.0.2.1',
        ...(certificate === undefined ? {} : { clientCert: { clientCertPem: certificate, serialNumber: '01:02' } }),
      },
    },
    body: text === undefined ? null : base64 ? Buffer.from(text).toString('base64') : text,
    isBase64Encoded: base64,
  };
}

/** Everything printed while it runs, line by line: the log and the metrics of a function. */
export async function printed(work: () => Promise<unknown>): Promise<string[]> {
  const lines: string[] = [];
  const spies = [process.stdout, process.stderr].map(stream =>
    jest.spyOn(stream, 'write').mockImplementation(text => {
      lines.push(...String(text).split('\n').filter(Boolean));
      return true;
    }),
  );
  try {
    await work();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return lines;
}
