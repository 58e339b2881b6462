import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that an AWS SDK sent, with the Region and service it was signed for. */
export interface Call {
  readonly region: string;
  readonly method: string;
  /** Decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** An error as AWS answers it: `code` is what the SDK makes its error's name of. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: string, message: string, status = 400, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.headers = headers;
  }
}

export interface Protocol {
  /** As in the credential scope: `kms`, `s3`, `acm`. */
  readonly service: string;
  answer(call: Call): Reply | Promise<Reply>;
  refuse(error: AwsError): Reply;
}

export interface Endpoint {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  stop(): Promise<void>;
}

const maxBody = 1024 * 1024;

/** Serves one AWS service on loopback. Signatures are not verified; the Region they are made for is what decides. */
export async function serve(protocol: Protocol): Promise<Endpoint> {
  const server = createServer((request, response) => void handle(protocol, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function handle(protocol: Protocol, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let reply: Reply;
  try {
    reply = await protocol.answer(await read(protocol.service, request));
  } catch (error) {
    reply = protocol.refuse(
      error instanceof AwsError ? error : new AwsError('InternalFailure', `the stand-in failed: ${String(error)}`, 500),
    );
  }
  const body = Buffer.from(reply.body ?? '');
  response.writeHead(reply.status, { ...reply.headers, 'content-length': String(body.length) });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function read(service: string, request: IncomingMessage): Promise<Call> {
  const { method = 'GET', url = '/', headers } = request;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBody) throw new AwsError('RequestEntityTooLarge', `the stand-in takes ${maxBody} bytes`, 413);
    chunks.push(chunk);
  }
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const region = regionOf(service, headers.authorization ?? '');
  return {
    region,
    method,
    path: decodeURIComponent(pathname),
    query: searchParams,
    headers,
    body: Buffer.concat(chunks),
  };
}

/**
 * `Credential=<access key>/<date>/<region>/<service>/aws4_request` (Signature Version 4). Version 4A, which signs for several Regions at
 * once, leaves the Region out; here it is `*`.
 */
function regionOf(service: string, authorization: string): string {
  const [, region = '*', signedFor] =
    /Credential=[^/,]+\/\d{8}\/(?:([^/,]+)\/)?([^/,]+)\/aws4_request/.exec(authorization) ?? [];
  if (signedFor === undefined) throw new AwsError('MissingAuthenticationToken', 'the request is not signed', 403);
  if (signedFor !== service)
    throw new AwsError('SignatureDoesNotMatch', `Credential should be scoped to correct service: '${service}'.`, 403);
  return region;
}
