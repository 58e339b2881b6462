import { randomBytes } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import * as z from 'zod';
import { presentedBy } from '../client-chain';
import type { Ledger } from '../types';
import type { Distribution } from './distribution';
import type { EdgeFunction } from './functions/runtime';
import { describe, type ViewerCertificate } from './viewer-certificate';

/** Whether a connection may carry requests. Never rejects. */
export type Admit = (socket: TLSSocket, clientIp: string) => Promise<boolean>;

const decisionSchema = z.object({ allowed: z.boolean(), log: z.string() });

/**
 * CloudFront's checks of a client certificate, in its order: the chain against the trust store, then the connection function, which
 * runs for a certificate that has passed and, in optional mode, not without one.
 */
export function createAdmit(current: () => Distribution, ledger: Ledger): Admit {
  const stop = (reason: string, certificate?: ViewerCertificate): false => {
    ledger.record({ layer: 'client-mtls', outcome: 'stopped', reason, ...told(certificate) });
    return false;
  };
  return async (socket, clientIp) => {
    const { mtls, onConnect, id: distributionId, domainName } = current();
    // Nothing is verified, so nothing was passed.
    if (mtls === undefined || mtls.mode === 'passthrough') return true;
    const presented = presentedBy(socket);
    const [leaf] = presented;
    const certificate = leaf && describe(leaf);
    const refusal = mtls.refusal(presented);
    if (refusal !== undefined) return stop(refusal, certificate);
    if (certificate === undefined) return true;
    if (onConnect !== undefined) {
      const event = eventOf(certificate, { clientIp, endpoint: domainName, distributionId });
      const decision = await decide(onConnect, event);
      if (decision === undefined) return stop('connection-function-failed', certificate);
      if (!decision.allowed) return stop('connection-function-denied', certificate);
    }
    ledger.record({ layer: 'client-mtls', outcome: 'passed', reason: 'handshake', ...told(certificate) });
    return true;
  };
}

/** What the function decided; undefined where it failed, which CloudFront takes as a refusal. */
const decide = (onConnect: EdgeFunction, event: unknown): Promise<z.output<typeof decisionSchema> | undefined> =>
  onConnect.run(event).then(
    decision => decisionSchema.parse(decision),
    () => undefined,
  );

const told = (certificate: ViewerCertificate | undefined): { readonly detail?: string } =>
  certificate === undefined ? {} : { detail: `${certificate.subject}, serial ${certificate.serialNumber}` };

/** CloudFront developer guide, "Event structure for Connection Functions". */
const eventOf = (
  { serialNumber, issuer, subject, notBefore, notAfter, sha256 }: ViewerCertificate,
  circumstances: { readonly clientIp: string; readonly endpoint: string; readonly distributionId: string },
): unknown => ({
  clientCertificate: {
    certificates: {
      leaf: {
        serialNumber,
        issuer,
        subject,
        validity: { notBefore, notAfter },
        // The guide's example shows base64url with padding, where its description says hex.
        sha256Fingerprint: `${Buffer.from(sha256, 'hex').toString('base64url')}=`,
      },
    },
  },
  ...circumstances,
  connectionId: `${randomBytes(38).toString('base64url')}==`,
});
