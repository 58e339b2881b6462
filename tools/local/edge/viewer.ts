import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import { isIPv4, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ProxiedAddresses } from '../proxy-protocol';
import { viewerCertificate, type ViewerCertificate } from './viewer-certificate';

/** The client's end of a connection. */
export interface Viewer {
  readonly address: string;
  readonly port: number;
  /** `1.1` or `2.0`. */
  readonly httpVersion: string;
  /** Absent on plain HTTP. */
  readonly tls: { readonly protocol: string; readonly cipher: string } | undefined;
  /** What the client showed in the handshake. */
  readonly certificate: ViewerCertificate | undefined;
}

export type Request = IncomingMessage | Http2ServerRequest;

/** Knows the viewer of a request, looked up once a connection; undefined where the connection is gone already. */
export function createViewers(proxied: ProxiedAddresses): (request: Request) => Viewer | undefined {
  const known = new WeakMap<object, Viewer>();
  return request => {
    const overHttp2 = 'stream' in request;
    const connection = overHttp2 ? request.stream.session : request.socket;
    if (connection === undefined || connection.destroyed) return undefined;
    const viewer = known.get(connection);
    if (viewer !== undefined) return viewer;
    const socket = request.socket;
    const from = endOf(socket, proxied);
    const tls = isTls(socket) ? socket : undefined;
    const found = {
      ...from,
      httpVersion: overHttp2 ? '2.0' : '1.1',
      tls: tls && { protocol: tls.getProtocol() ?? 'unknown', cipher: tls.getCipher().name },
      certificate: tls && viewerCertificate(tls),
    };
    known.set(connection, found);
    return found;
  };
}

/** Where a connection comes from: what a proxy said, or the other end itself. */
export const endOf = (socket: Socket, proxied: ProxiedAddresses): { readonly address: string; readonly port: number } =>
  proxied.get(socket) ?? { address: plainIpv4(socket.remoteAddress ?? ''), port: socket.remotePort ?? 0 };

/** Not `instanceof`: HTTP/2 gives a stand-in for its socket. */
const isTls = (socket: Socket): socket is TLSSocket => 'getCipher' in socket;

/** `::ffff:192.0.2.1` is how a dual-stack listener writes an IPv4 address. */
function plainIpv4(address: string): string {
  const mapped = address.startsWith('::ffff:') ? address.slice(7) : address;
  return isIPv4(mapped) ? mapped : address;
}
