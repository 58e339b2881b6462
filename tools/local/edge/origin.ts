import type { Readable } from 'node:stream';
import type { SecureVersion } from 'node:tls';
import { Pool } from 'undici';
import type { KeyedCertificate, World } from '../types';
import type { Body } from './body';
import type { Headers } from '../waf/request';

export interface OriginSettings {
  readonly domainName: string;
  /** Put before the path of every request; empty or `/v1`. */
  readonly path: string;
  readonly customHeaders: Headers;
  readonly minVersion: SecureVersion;
  readonly maxVersion: SecureVersion;
  /** What the edge shows the origin now (origin mTLS): a certificate imported anew under its ARN is taken up. Absent: nothing. */
  readonly clientCertificate: (() => KeyedCertificate) | undefined;
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number;
  readonly keepAliveMs: number;
}

interface OriginRequest {
  readonly method: string;
  /** Path and query string. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: Body;
}

export interface OriginResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Whole where it is small, which spares a stream for nearly every answer of an API. */
  readonly body: Buffer | Readable;
}

export interface Origin {
  readonly settings: OriginSettings;
  /** Rejects with OriginError where no answer came. */
  send(request: OriginRequest): Promise<OriginResponse>;
  stop(): Promise<void>;
}

/** The origin did not answer: 502 where it cannot be reached or trusted, 504 where it is too slow. */
export class OriginError extends Error {
  override readonly name = 'OriginError';
  readonly status: 502 | 504;

  constructor(message: string, status: 502 | 504, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** Keeps connections to one origin open. Its loopback port is looked up when it is needed: the origin may start later. */
export function createOrigin(settings: OriginSettings, world: Pick<World, 'hosts' | 'publicCa'>): Origin {
  let open: { readonly port: number; readonly shown: KeyedCertificate | undefined; readonly pool: Pool } | undefined;
  const pool = (): Pool => {
    const port = world.hosts.get(settings.domainName);
    if (port === undefined)
      throw new OriginError(`${settings.domainName} has no address here: nothing serves that name`, 502);
    const shown = settings.clientCertificate?.();
    if (open?.port === port && open.shown === shown) return open.pool;
    // Requests on their way keep the connection they have.
    void open?.pool.close();
    open = { port, shown, pool: connect(settings, port, { shown, ca: world.publicCa.certificate }) };
    return open.pool;
  };
  return {
    settings,
    async send({ method, target, headers, body }) {
      try {
        const response = await pool().request({
          method,
          path: target,
          headers: headers.flat(),
          body: (body ?? null) as Buffer | Readable | null,
        });
        return {
          status: response.statusCode,
          headers: headersOf(response.headers),
          body: isSmall(response.headers) ? Buffer.from(await response.body.arrayBuffer()) : response.body,
        };
      } catch (error) {
        if (error instanceof OriginError) throw error;
        const { code = 'no answer' } = error as { code?: string };
        throw new OriginError(`${settings.domainName}: ${code}`, code.includes('TIMEOUT') ? 504 : 502, {
          cause: error,
        });
      }
    },
    stop: async () => open?.pool.destroy(),
  };
}

function connect(
  settings: OriginSettings,
  port: number,
  { shown: client, ca }: { readonly shown: KeyedCertificate | undefined; readonly ca: string },
): Pool {
  return new Pool(`https://127.0.0.1:${port}`, {
    connections: 64,
    pipelining: 1,
    headersTimeout: settings.readTimeoutMs,
    bodyTimeout: settings.readTimeoutMs,
    keepAliveTimeout: settings.keepAliveMs,
    connect: {
      ca,
      // CloudFront checks the origin's certificate against the public CAs and the name it connects to.
      servername: settings.domainName,
      minVersion: settings.minVersion,
      maxVersion: settings.maxVersion,
      timeout: settings.connectTimeoutMs,
      // A resumed session would skip the client certificate that the other side has to see.
      maxCachedSessions: 0,
      ...(client === undefined ? {} : { cert: `${client.certificate}\n${client.chain}`, key: client.privateKey }),
    },
  });
}

const isSmall = ({ 'content-length': length }: Record<string, unknown>): boolean =>
  typeof length === 'string' && Number(length) <= 65_536;

const headersOf = (headers: Record<string, string | string[] | undefined>): Headers =>
  Object.entries(headers).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return Array.isArray(value) ? value.map(each => [name, each] as const) : [[name, value] as const];
  });
