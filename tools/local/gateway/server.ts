import { constants } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { KeyedCertificate } from '../types';
import type { Answer } from './answer';

export interface Listener {
  readonly port: number;
  stop(): Promise<void>;
}

export interface ListenerOptions {
  readonly certificate: KeyedCertificate;
  readonly requestClientCertificate: boolean;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Never rejects. */
  readonly answer: (incoming: IncomingMessage) => Promise<Answer>;
}

/** TLS on loopback as an HTTP API's domain speaks it: TLS 1.2 and 1.3. */
export async function listen({
  certificate,
  requestClientCertificate,
  port = 0,
  answer,
}: ListenerOptions): Promise<Listener> {
  const server = createServer(
    {
      cert: certificate.certificate + certificate.chain,
      key: certificate.privateKey,
      minVersion: 'TLSv1.2',
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
    (incoming, response) => void answer(incoming).then(given => send(response, given)),
  );
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Writes an answer. */
export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  // 204 and 304 have no body, and Node takes no length for them.
  const length = status === 204 || status === 304 ? {} : { 'content-length': String(body.length) };
  for (const [name, value] of Object.entries({ ...headers, ...length }))
    response.setHeader(name, typeof value === 'string' ? value : [...value]);
  response.writeHead(status).end(body);
}
