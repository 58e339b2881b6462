import { base64url, bound, certificateMember, tokenRequest } from './event';
import type { Certificate, CertificatesOf } from './store';

export interface PartnerTokenOptions {
  readonly certificates: CertificatesOf;
  readonly now?: () => number;
}

/** A token that is not issued. Cognito passes the message on to the client, so it names nothing but what the client knows. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

/**
 * Binds a partner's access token to a certificate of theirs (RFC 8705, section 3): the one they name, or the newest. Cognito
 * issues no token when this throws, so whatever goes wrong ends without one.
 */
export function partnerToken({ certificates, now = Date.now }: PartnerTokenOptions) {
  return async (event: unknown) => {
    const read = tokenRequest.safeParse(event);
    if (!read.success) throw new TokenRefused('Tokens are issued to partners by client credentials only.');
    const { callerContext, request } = read.data;
    const at = now();
    const current = (await certificates(callerContext.clientId)).filter(
      ({ state, notAfter }) => state === 'active' && at < Date.parse(notAfter),
    );
    return bound(read.data, chosen(current, request.clientMetadata?.[certificateMember]).thumbprint);
  };
}

function chosen(current: readonly Certificate[], named: string | undefined): Certificate {
  const [newest] = current.toSorted((one, other) => Date.parse(other.issuedAt) - Date.parse(one.issuedAt));
  if (newest === undefined) throw new TokenRefused('No certificate of this client is registered and in force.');
  if (named === undefined) return newest;
  const found = current.find(({ thumbprint }) => base64url(thumbprint) === named);
  if (found === undefined)
    throw new TokenRefused(`No certificate in force has the ${certificateMember} that was named.`);
  return found;
}
