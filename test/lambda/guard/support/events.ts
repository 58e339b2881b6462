/** Events as an HTTP API with mutual TLS sends them (payload 2.0). */

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

export function httpApiEvent({ route, certificate, token, headers, path, query, body, base64 = false }: Call): object {
  const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
  return {
    version: '2.0',
    routeKey: route,
    rawPath: route.split(' ')[1],
    rawQueryString: new URLSearchParams(query).toString(),
    headers: {
      'x-amz-cf-id': 'edge-1',
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(path === undefined ? {} : { pathParameters: path }),
    ...(query === undefined ? {} : { queryStringParameters: query }),
    requestContext: {
      requestId: 'gateway-1',
      routeKey: route,
      // What the gateway's authorizer says about the token. The guard must not care.
      authorizer: { jwt: { claims: { sub: 'mallory', token_use: 'access' }, scopes: ['wallet/accounts.read'] } },
      authentication: certificate === undefined ? null : { clientCert: { clientCertPem: certificate } },
    },
    ...(text === undefined ? {} : { body: base64 ? Buffer.from(text).toString('base64') : text }),
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
