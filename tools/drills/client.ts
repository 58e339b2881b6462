import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type ConnectionOptions, type SecureContext } from 'node:tls';
import { callbackify } from 'node:util';
import { Pool, type buildConnector } from 'undici';
import type { Answer, Call } from './types';

/** Where a client knocks, and as whom. All on loopback. */
export interface Door {
  /** Scheme and host name, for SNI, the certificate check and the Host header: `https://origin.api.example.com`. */
  readonly url: string;
  readonly port: number;
  /** PEM of the CA that the client trusts; absent for plain HTTP. */
  readonly ca?: string;
  /** Sent ahead in a PROXY protocol v1 line, where the door takes one. */
  readonly from?: string;
  /** What the client shows in the handshake; absent: nothing. */
  readonly certificate?: ClientCertificate | undefined;
  /** Protocol versions, ciphers. */
  readonly tls?: ConnectionOptions;
  readonly connections?: number;
}

/** A client certificate with its key, PEM. */
export interface ClientCertificate {
  readonly certificate: string;
  /** The CAs between it and a root, PEM; absent or empty: none. */
  readonly chain?: string | undefined;
  readonly privateKey: string;
}

export interface Client {
  call(request: Call): Promise<Answer>;
  close(): Promise<void>;
}

const patience = 10_000;

/** A small HTTP/1.1 client with keep-alive. Never rejects: a transport error is an answer with status 0. */
export function open(door: Door): Client {
  const { origin } = new URL(door.url);
  const pool = new Pool(origin, {
    connections: door.connections ?? 4,
    headersTimeout: patience,
    bodyTimeout: patience,
    connect: connector(door),
  });
  return {
    call: async request => {
      try {
        const answer = await pool.request({
          method: request.method ?? 'GET',
          path: request.path,
          headers: headersOf(request),
          body: bodyOf(request.body),
        });
        return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
      } catch (error) {
        return { status: 0, headers: {}, body: '', error: codeOf(error) };
      }
    },
    close: () => pool.destroy(),
  };
}

function headersOf({ token, headers, body }: Call): Record<string, string> {
  return {
    'user-agent': 'portcullis-drills',
    accept: 'application/json',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...headers,
  };
}

const bodyOf = (body: unknown): string | undefined =>
  body === undefined || typeof body === 'string' ? body : JSON.stringify(body);

function connector(door: Door): buildConnector.connector {
  const connectThen = callbackify(() => connect(door));
  return (_options, callback) =>
    connectThen((error: Error | null, socket) => (error === null ? callback(null, socket) : callback(error, null)));
}

async function connect(door: Door): Promise<Socket> {
  const raw = connectTcp({ host: '127.0.0.1', port: door.port, noDelay: true });
  raw.setTimeout(patience, () => raw.destroy(timedOut()));
  await once(raw, 'connect');
  // The line must be out before the first byte of the handshake (PROXY protocol, section 2.1).
  if (door.from !== undefined) raw.write(`PROXY TCP4 ${door.from} 127.0.0.1 ${raw.localPort} ${door.port}\r\n`);
  const { protocol, hostname } = new URL(door.url);
  if (protocol === 'http:') return raw;
  const secure = connectTls({
    socket: raw,
    servername: hostname,
    ALPNProtocols: ['http/1.1'],
    ...(door.tls === undefined
      ? { secureContext: contextOf(door) }
      : { ca: door.ca, ...shown(door.certificate), ...door.tls }),
  });
  await once(secure, 'secureConnect');
  return secure;
}

const shown = (identity: ClientCertificate | undefined): { readonly cert?: string; readonly key?: string } =>
  identity === undefined ? {} : { cert: `${identity.certificate}\n${identity.chain ?? ''}`, key: identity.privateKey };

const contexts = new Map<string, SecureContext>();

/** Reading a CA costs more than a handshake, and a crowd needs it hundreds of times. */
function contextOf({ ca, certificate }: Door): SecureContext {
  const key = `${ca} ${certificate?.certificate}`;
  const context = contexts.get(key) ?? createSecureContext({ ca, ...shown(certificate) });
  contexts.set(key, context);
  return context;
}

const timedOut = () => Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' });

async function once(socket: Socket, event: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const settle = (error?: Error) => {
      socket.off(event, settle).off('error', settle).off('close', closed);
      if (error instanceof Error) reject(error);
      else resolve();
    };
    const closed = () => settle(Object.assign(new Error('closed while connecting'), { code: 'ECONNRESET' }));
    socket.on(event, settle).on('error', settle).on('close', closed);
  });
}

/** `ECONNRESET`, `ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION`: what the transport calls its error. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : error.name;
}
