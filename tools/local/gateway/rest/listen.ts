import { constants } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { recordHandshakes } from '../../handshakes';
import { createProxiedAddresses, createProxyListener } from '../../proxy-protocol';
import { LocalError, type KeyedCertificate, type Ledger } from '../../types';
import type { Answer } from '../answer';
import { send } from '../server';
import type { SecurityPolicy } from './security-policies';

/** The client's end of a connection. */
export interface Connection {
  readonly address: string;
  readonly tls: { readonly protocol: string; readonly cipher: string };
}

export interface DoorOptions {
  readonly certificate: KeyedCertificate;
  readonly policy: SecurityPolicy;
  readonly requestClientCertificate: boolean;
  readonly ledger: Ledger;
  /** Ports by name, for the message when one is taken; 0 or absent: any free port. */
  readonly port: readonly [name: string, port: number | undefined];
  /** Absent: no listener that takes a PROXY line. */
  readonly proxyPort?: readonly [name: string, port: number | undefined];
  /** Never rejects. */
  readonly answer: (incoming: IncomingMessage, connection: Connection) => Promise<Answer>;
}

export interface Door {
  readonly port: number;
  readonly proxyPort: number;
  stop(): Promise<void>;
}

/** Opens an address of a REST API on loopback: TLS as its security policy says, and a second port for drills from any address. */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const { policy, ledger, port, proxyPort } = options;
  const proxied = createProxiedAddresses();
  const connectionOf = (socket: TLSSocket): Connection => ({
    address: proxied.get(socket)?.address ?? (socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
    tls: { protocol: socket.getProtocol() ?? 'unknown', cipher: socket.getCipher().name },
  });
  const tls = tlsServer(options, connectionOf);
  recordHandshakes(tls, policy.name, ledger);
  const proxy = createProxyListener(socket => tls.emit('connection', socket), proxied);
  const sockets = new Set<Socket>();
  for (const server of [tls, proxy]) track(server, sockets);
  const stop = async (): Promise<void> => {
    const closing = [tls, proxy].map(close);
    for (const socket of sockets) socket.destroy();
    await Promise.all(closing);
  };
  try {
    return {
      port: await open(tls, port),
      proxyPort: proxyPort === undefined ? 0 : await open(proxy, proxyPort),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function tlsServer(
  { certificate, policy, requestClientCertificate, answer }: DoorOptions,
  connectionOf: (socket: TLSSocket) => Connection,
): Server {
  const server = createServer(
    {
      cert: certificate.certificate + certificate.chain,
      key: certificate.privateKey,
      minVersion: policy.minVersion,
      ciphers: policy.ciphers,
      honorCipherOrder: true,
      requestCert: requestClientCertificate,
      // A handshake that fails looks like a broken network to the client. As on AWS, it succeeds and HTTP says 403.
      rejectUnauthorized: false,
      // A resumed session would carry the client's certificate without the chain it came with.
      secureOptions: constants.SSL_OP_NO_TICKET,
      // Larger than API Gateway takes, so that it is the gateway that refuses, not Node.
      maxHeaderSize: 64 * 1024,
      keepAliveTimeout: 60_000,
      requestTimeout: 30_000,
    },
    (incoming, response) => {
      // A client that goes away is noticed where its body is read or the answer is written.
      incoming.on('error', () => undefined);
      response.on('error', () => undefined);
      void answer(incoming, connectionOf(incoming.socket as TLSSocket)).then(given => send(response, given));
    },
  );
  return server;
}

function track(server: Server, sockets: Set<Socket>): void {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
}

function open(server: Server, [name, port]: readonly [string, number | undefined]): Promise<number> {
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
