import type { Server } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Ledger } from './types';

/** Writes down who got past the handshake of a TLS server and whom it stopped. */
export function recordHandshakes(server: Server, policyName: string, ledger: Ledger): void {
  server.on('secureConnection', (socket: TLSSocket) => {
    const protocol = socket.getProtocol() ?? 'unknown';
    ledger.record({
      layer: 'tls',
      outcome: 'passed',
      reason: 'handshake',
      detail: `${protocol} ${socket.getCipher().name}`,
    });
  });
  server.on('tlsClientError', (error: NodeJS.ErrnoException) => {
    const reason = refusal(error.code ?? '');
    if (reason !== undefined)
      ledger.record({ layer: 'tls', outcome: 'stopped', reason, detail: `policy ${policyName}` });
  });
}

/** Why the server refused; undefined where the client broke off by itself (an alert of its own, or a reset). */
function refusal(code: string): string | undefined {
  if (!code.startsWith('ERR_SSL_') || code.includes('ALERT')) return undefined;
  return code.slice('ERR_SSL_'.length).toLowerCase().replaceAll('_', '-');
}
