import { request as requestHttp } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { Agent, request as requestHttps, type RequestOptions } from 'node:https';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

export interface Call {
  readonly port: number;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer;
  readonly ca?: string;
  readonly agent?: Agent;
}

const text = async (stream: AsyncIterable<Buffer | string>): Promise<string> => {
  let all = '';
  for await (const chunk of stream) all += String(chunk);
  return all;
};

/** One request over HTTP/1.1; plain HTTP where there is no CA to trust. */
export const call = ({ port, ca, body, ...options }: Call): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const settings: RequestOptions = {
      host: 'localhost',
      port,
      family: 4,
      path: '/',
      ...options,
      agent: options.agent ?? false,
    };
    const send = ca === undefined && options.agent === undefined ? requestHttp : requestHttps;
    const request = send({ ...settings, ...(ca === undefined ? {} : { ca }) }, response => {
      text(response).then(
        all => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: all }),
        reject,
      );
    });
    request.on('error', reject);
    request.end(body);
  });

/** One request over HTTP/2. */
export async function callHttp2({
  port,
  ca,
  body,
  path = '/',
  method = 'GET',
  headers = {},
  identity = {},
}: Call & { readonly identity?: { readonly cert?: string; readonly key?: string } }): Promise<Answer> {
  const session = connectHttp2(`https://localhost:${port}`, { ca, family: 4, ...identity } as object);
  session.on('error', () => undefined);
  try {
    const stream = session.request({ ':path': path, ':method': method, ...headers });
    stream.end(body);
    const status = new Promise<Record<string, string | undefined>>((resolve, reject) => {
      stream.once('response', answer => resolve(answer as Record<string, string | undefined>));
      stream.once('error', reject).once('close', () => reject(new Error('closed without an answer')));
    });
    const { ':status': code, ...rest } = await status;
    return { status: Number(code), headers: rest, body: await text(stream) };
  } finally {
    session.close();
  }
}

export const handshake = (options: ConnectionOptions): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const socket = connectTls({ host: '127.0.0.1', servername: 'localhost', ...options }, () => resolve(socket));
    socket.once('error', reject);
  });

/** An HTTPS agent that says with the PROXY protocol where it comes from. */
export const agentFrom = (line: string, ca: string, identity: ConnectionOptions = {}): Agent =>
  Object.assign(new Agent({ ca, keepAlive: false }), {
    createConnection(options: ConnectionOptions, connected: (error: Error | null, socket?: TLSSocket) => void) {
      const raw: Socket = connectTcp(options.port ?? 0, '127.0.0.1');
      raw.once('error', error => connected(error));
      raw.once('connect', () => {
        raw.write(`${line}\r\n`);
        const socket = connectTls({ ...options, socket: raw, servername: 'localhost', ca, ...identity });
        socket.once('secureConnect', () => connected(null, socket));
        socket.once('error', error => connected(error));
      });
    },
  });
