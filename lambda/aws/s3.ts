import { createHash, createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SignatureV4 } from '@smithy/signature-v4';

/**
 * S3's GetObject and PutObject, signed by the SDK's own signer. The SDK's S3 client would be 130 KB of every bundle (its
 * schemas of a hundred operations cannot be shaken off), and puts the leaf's function over the 600 KB that a handler may have.
 */
export interface S3 {
  send(request: S3Request, signal: AbortSignal): Promise<S3Response>;
}

interface S3Request {
  readonly method: 'GET' | 'PUT';
  readonly bucket: string;
  readonly key: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface S3Response {
  readonly status: number;
  /** S3's error code (`NoSuchKey`), empty where there is no error. */
  readonly code: string;
  readonly body: string;
  readonly header: (name: string) => string | undefined;
}

const attempts = 3;
const attemptMs = 10_000;

/** S3 in a Region, with the credentials that Lambda keeps in the environment. */
export const s3In = (region: string): S3 => ({
  async send(request, signal) {
    for (let attempt = 1; ; attempt += 1) {
      const last = attempt === attempts;
      try {
        const response = await once(region, request, AbortSignal.any([signal, AbortSignal.timeout(attemptMs)]));
        if (last || response.status < 500) return response;
      } catch (error) {
        if (last || signal.aborted) throw unreachable(request, error);
      }
      await sleep(200 * attempt, undefined, { signal });
    }
  },
});

async function once(region: string, request: S3Request, signal: AbortSignal): Promise<S3Response> {
  const { method, body } = request;
  const url = urlOf(region, request);
  const signed = await signer(region).sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: {},
    headers: { ...request.headers, host: url.host },
    body,
  });
  // fetch sets the host itself, from the URL.
  const { host: _, ...headers } = signed.headers;
  const response = await fetch(url, { method, headers, body, redirect: 'error', signal });
  const text = await response.text();
  return {
    status: response.status,
    code: response.ok ? '' : (/<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? `status ${response.status}`),
    body: text,
    header: name => response.headers.get(name) ?? undefined,
  };
}

/** Where the SDK would look too: the variable that names an endpoint, else S3 in the Region. */
function urlOf(region: string, { bucket, key }: S3Request): URL {
  const path = key.split('/').map(encodeURIComponent).join('/');
  const endpoint = process.env['AWS_ENDPOINT_URL_S3'];
  if (endpoint !== undefined) return new URL(`${endpoint}/${bucket}/${path}`);
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return new URL(`https://${bucket}.s3.${region}.${suffix}/${path}`);
}

const signer = (region: string): SignatureV4 =>
  new SignatureV4({ service: 's3', region, credentials: credentials(), sha256: Sha256, uriEscapePath: false });

function credentials() {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (AWS_ACCESS_KEY_ID === undefined || AWS_SECRET_ACCESS_KEY === undefined)
    throw new Error('AWS_ACCESS_KEY_ID: got nothing, takes the credentials that Lambda gives every function');
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    sessionToken: AWS_SESSION_TOKEN,
  };
}

/** What the signer takes as a hash: SHA-256, or HMAC with it where there is a key. */
class Sha256 {
  private readonly hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(bytes(data));
  }

  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.hash.digest());
  }

  reset(): void {
    throw new Error('a hash is used once');
  }
}

function bytes(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

function unreachable({ bucket, key }: S3Request, cause: unknown): Error {
  const reason = (cause instanceof Error ? (cause.cause ?? cause) : cause) as NodeJS.ErrnoException;
  return new Error(`s3://${bucket}/${key}: S3 cannot be reached: ${reason.code ?? reason.message}`, { cause });
}
