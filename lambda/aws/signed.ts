import { createHash, createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SignatureV4 } from '@smithy/signature-v4';

/**
 * A request to AWS, signed by the SDK's own signer and sent by fetch. The SDK's clients of S3 and KMS are 130 and 300 KB of every
 * bundle (their schemas of a hundred operations cannot be shaken off), of the 600 KB that a handler may have; a few operations
 * of each are all that is used here.
 */
export interface SignedRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Response {
  readonly status: number;
  readonly body: string;
  readonly header: (name: string) => string | undefined;
}

/** Signs a request: gives the headers to send. */
export type Sign = (request: SignedRequest) => Promise<Readonly<Record<string, string>>>;

const mostAttempts = 3;
const attemptMs = 10_000;

/** Sends a request, up to three times unless told: again where there was no answer, where AWS failed, and where `again` says so. */
export async function sendSigned(
  request: SignedRequest,
  { sign, signal, again = () => false, attempts = mostAttempts }: SendOptions,
): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const last = attempt === attempts;
    try {
      const response = await once(request, sign, AbortSignal.any([signal, AbortSignal.timeout(attemptMs)]));
      if (last || (response.status < 500 && !again(response))) return response;
    } catch (error) {
      if (last || signal.aborted) throw error;
    }
    await sleep(200 * attempt, undefined, { signal });
  }
}

interface SendOptions {
  readonly sign: Sign;
  readonly signal: AbortSignal;
  readonly again?: (response: Response) => boolean;
  /** 1 where a repetition would be a second request. */
  readonly attempts?: number;
}

async function once(request: SignedRequest, sign: Sign, signal: AbortSignal): Promise<Response> {
  const { method, url, body } = request;
  // fetch sets the host itself, from the URL.
  const { host: _, ...headers } = await sign(request);
  const response = await fetch(url, { method, headers, body, redirect: 'error', signal });
  return {
    status: response.status,
    body: await response.text(),
    header: name => response.headers.get(name) ?? undefined,
  };
}

/** What went wrong below HTTP, without the URL's query. */
export function unreachable(what: string, cause: unknown): Error {
  const reason = (cause instanceof Error ? (cause.cause ?? cause) : cause) as NodeJS.ErrnoException;
  return new Error(`${what} cannot be reached: ${reason.code ?? reason.message}`, { cause });
}

/** Signature Version 4, with the credentials that Lambda keeps in the environment. S3 alone takes paths as they are. */
export const signatureV4 =
  (service: string, region: string): Sign =>
  async ({ method, url, headers, body }) => {
    const signer = new SignatureV4({
      service,
      region,
      credentials: credentials(),
      sha256: Sha256,
      uriEscapePath: service !== 's3',
    });
    const { protocol, hostname, pathname: path, host } = url;
    const signed = await signer.sign({
      method,
      protocol,
      hostname,
      path,
      query: {},
      headers: { ...headers, host },
      body,
    });
    return signed.headers;
  };

export function credentials() {
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
export class Sha256 {
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
