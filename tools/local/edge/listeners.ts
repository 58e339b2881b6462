import { constants } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Server as TlsServer, TLSSocket, TlsOptions } from 'node:tls';
import { recordHandshakes } from '../handshakes';
import { createProxiedAddresses, createProxyListener, type ProxiedAddresses } from '../proxy-protocol';
import { LocalError, type Ledger } from '../types';
import { createAdmit } from './admission';
import type { Distribution } from './distribution';
import { createServe, type Reply } from './serve';
import { createViewers, endOf, type Request } from './viewer';

export interface Ports {
  readonly edge?: number;
  readonly edgeHttp?: number;
  readonly proxy?: number;
}

export interface Listeners {
  readonly port: number;
  readonly httpPort: number;
  readonly proxyPort: number;
  /** The next handshakes are as the distribution says now. */
  renew(): void;
  stop(): Promise<void>;
}

/** An idle connection, or a request that makes no progress, is closed after this. */
const idleMs = 60_000;
/** Larger than what CloudFront takes, so that the answer comes from the edge and not from the parser. */
const headerBytes = 65_536;

/** Opens the three ports on loopback. Throws LocalError where one is taken. */
export async function listen(distribution: () => Distribution, ledger: Ledger, ports: Ports): Promise<Listeners> {
  const serve = createServe(distribution, ledger);
  const proxied = createProxiedAddresses();
  const viewerOf = createViewers(proxied);
  const onRequest = (request: Request, reply: Reply): void => {
    // A client that goes away is noticed where its body is read or the answer is written.
    request.on('error', () => undefined);
    reply.on('error', () => undefined);
    const viewer = viewerOf(request);
    if (viewer === undefined) reply.destroy();
    else void serve(request, reply, viewer);
  };
  const tls = tlsServer(distribution(), onRequest);
  askForCertificates(tls, distribution, ledger, proxied);
  recordHandshakes(tls, distribution().securityPolicy.name, ledger);
  const http = createHttpServer({ maxHeaderSize: headerBytes }, onRequest);
  http.setTimeout(idleMs);
  const proxy = createProxyListener(socket => tls.emit('connection', socket), proxied);
  const sockets = new Set<Socket>();
  for (const server of [tls, http, proxy]) track(server, sockets);
  const stop = async (): Promise<void> => {
    // Closed first, so that nobody comes in behind the last one thrown out.
    const closing = [tls, http, proxy].map(close);
    for (const socket of sockets) socket.destroy();
    await Promise.all(closing);
  };
  try {
    const [port, httpPort, proxyPort] = await Promise.all([
      open(tls, ports.edge, 'edge'),
      open(http, ports.edgeHttp, 'edgeHttp'),
      open(proxy, ports.proxy, 'proxy'),
    ]);
    return { port, httpPort, proxyPort, renew: () => tls.setSecureContext(secureContext(distribution())), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The viewer's side of TLS. HTTP/2 and HTTP/1.1 share one port by ALPN; a distribution may also turn HTTP/2 off. */
function tlsServer(distribution: Distribution, onRequest: (request: Request, reply: Reply) => void): TlsServer {
  const options = { ...secureContext(distribution), maxHeaderSize: headerBytes };
  if (!distribution.http2) return createHttpsServer(options, onRequest).setTimeout(idleMs);
  const settings = { maxConcurrentStreams: 128, maxHeaderListSize: headerBytes };
  const server = createSecureServer({ ...options, allowHTTP1: true, settings }, onRequest);
  server.on('sessionError', () => undefined);
  // HTTP/1.1 on an HTTP/2 server reads the limit here and from no option (Node 20).
  Object.assign(server, { maxHeaderSize: headerBytes });
  return server.setTimeout(idleMs);
}

const secureContext = ({ certificate, securityPolicy, mtls }: Distribution): TlsOptions => ({
  cert: `${certificate.certificate}\n${certificate.chain}`,
  key: certificate.privateKey,
  minVersion: securityPolicy.minVersion,
  ciphers: securityPolicy.ciphers,
  // CloudFront chooses in the listed order.
  honorCipherOrder: true,
  ...(mtls === undefined ? {} : clientCertificates(mtls.advertised)),
});

const clientCertificates = (advertised: string | undefined): TlsOptions => ({
  requestCert: true,
  // Who is let in is decided by the distribution's own settings, and the ledger should hear why.
  rejectUnauthorized: false,
  // A resumed session would carry the client's certificate without the chain it came with.
  secureOptions: constants.SSL_OP_NO_TICKET,
  ...(advertised === undefined ? {} : { ca: advertised }),
});

/**
 * Lets a connection reach HTTP only once its certificate has been looked at. With TLS 1.3 a client learns of the refusal when it first
 * reads: the handshake is over for it before the server has seen its certificate (RFC 8446, section 4.4.2.4).
 */
function askForCertificates(
  server: Server,
  distribution: () => Distribution,
  ledger: Ledger,
  proxied: ProxiedAddresses,
): void {
  if (distribution().mtls === undefined) return;
  const admit = createAdmit(distribution, ledger);
  const http = server.listeners('secureConnection');
  server.removeAllListeners('secureConnection').on('secureConnection', (socket: TLSSocket) => {
    socket.on('error', () => undefined);
    void admit(socket, endOf(socket, proxied).address).then(admitted => {
      if (!admitted) socket.destroy();
      else for (const listener of http) listener.call(server, socket);
    });
  });
}

function track(server: Server, sockets: Set<Socket>): void {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
}

function open(server: Server, port: number | undefined, name: keyof Ports): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new LocalError(`port ${port} (${name}): ${error.code ?? error.message}; free it, or take another`, {
          cause: error,
        }),
      ),
    );
    server.listen({ port: port ?? 0, host: '127.0.0.1' }, () => resolve((server.address() as AddressInfo).port));
  });
}

const close = (server: Server): Promise<void> => new Promise(resolve => void server.close(() => resolve()));
