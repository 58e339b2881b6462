import { Agent, request } from 'undici';
import { LocalError, type Issuer } from '../types';

interface Credentials {
  readonly clientId: string;
  readonly secret: string;
  /** Absent: all that the client may have. */
  readonly scopes?: readonly string[] | undefined;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

interface Pool {
  /** `https://localhost:<port>/<pool id>`. */
  readonly issuer: string;
  /** What the client trusts: the public CA, PEM. */
  readonly ca: string;
}

/** Gets an access token as a system does (RFC 6749, section 4.4). Rejects with LocalError where the issuer gives none. */
export async function clientCredentials(
  { issuer, ca }: Pool,
  { clientId, secret, scopes, clientMetadata }: Credentials,
): ReturnType<Issuer['signIn']> {
  const dispatcher = new Agent({ connect: { ca } });
  try {
    const response = await request(`${issuer.replace(/\/$/, '')}/oauth2/token`, {
      dispatcher,
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
      },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        ...(scopes === undefined ? {} : { scope: scopes.join(' ') }),
        ...(clientMetadata === undefined ? {} : { aws_client_metadata: JSON.stringify(clientMetadata) }),
      }).toString(),
    });
    const answer = (await response.body.json()) as Readonly<Record<string, string | undefined>>;
    const { access_token: accessToken, error, error_description: why } = answer;
    if (accessToken === undefined)
      throw new LocalError(`client credentials: the token endpoint answers ${error}: ${why}`);
    return { accessToken, idToken: '', refreshToken: undefined };
  } finally {
    await dispatcher.close();
  }
}
