import { createServer, isIP, type Server, type Socket } from 'node:net';

/** The longest line of the protocol, line end included (PROXY protocol 1.0, section 2.1). */
const longestLine = 107;
const lineTimeoutMs = 5_000;

/**
 * A listener that reads a PROXY protocol 1.0 line and hands the connection on. It stands where CloudFront's network would:
 * loopback has one address, and a flood needs many. A malformed line closes the connection.
 */
export function createProxyListener(next: (socket: Socket) => void, addresses: ProxiedAddresses): Server {
  // Reading starts paused, so that the first bytes of TLS stay in the kernel until TLS is there to take them.
  return createServer({ pauseOnConnect: false }, socket => {
    let head = Buffer.alloc(0);
    const refuse = (): void => void socket.destroy();
    const timer = setTimeout(refuse, lineTimeoutMs);
    const done = (): void => {
      clearTimeout(timer);
      socket.off('readable', read).off('error', refuse).off('end', refuse);
    };
    const read = (): void => {
      for (let chunk = socket.read() as Buffer | null; chunk !== null; chunk = socket.read() as Buffer | null) {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf('\r\n');
        if (end < 0 && head.length < longestLine) continue;
        done();
        const source =
          end < 0 || end + 2 > longestLine ? undefined : parseLine(head.subarray(0, end).toString('latin1'));
        if (source === undefined) return refuse();
        if (source !== 'unknown') addresses.set(socket, source.address, source.port);
        socket.unshift(head.subarray(end + 2));
        return next(socket);
      }
    };
    socket
      .on('readable', read)
      .on('error', refuse)
      .on('end', refuse)
      .once('close', () => clearTimeout(timer));
  });
}

/** The source of the connection, or `unknown` where the proxy would not say. */
export function parseLine(line: string): { address: string; port: number } | 'unknown' | undefined {
  if (/^PROXY UNKNOWN(?: |$)/.test(line)) return 'unknown';
  const [, family, source = '', destination = '', sourcePort, destinationPort] =
    /^PROXY TCP([46]) (\S+) (\S+) (0|[1-9]\d{0,4}) (0|[1-9]\d{0,4})$/.exec(line) ?? [];
  const port = Number(sourcePort);
  if (isIP(source) !== Number(family) || isIP(destination) !== Number(family)) return undefined;
  return port <= 65_535 && Number(destinationPort) <= 65_535 ? { address: source, port } : undefined;
}

/** Addresses that came in a PROXY line, by the connection that carries them. */
export interface ProxiedAddresses {
  set(socket: Socket, address: string, port: number): void;
  get(socket: Socket): { readonly address: string; readonly port: number } | undefined;
}

/**
 * A TLS socket does not tell which socket it wraps, but both have the same two ends, and no other open connection has.
 */
export function createProxiedAddresses(): ProxiedAddresses {
  const addresses = new Map<string, { readonly address: string; readonly port: number }>();
  const ends = (socket: Socket): string => `${socket.remoteAddress}:${socket.remotePort}>${socket.localPort}`;
  return {
    set(socket, address, port) {
      const key = ends(socket);
      addresses.set(key, { address, port });
      socket.once('close', () => addresses.delete(key));
    },
    get: socket => addresses.get(ends(socket)),
  };
}
