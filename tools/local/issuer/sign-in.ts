import { createHash, randomBytes } from 'node:crypto';
import { Agent, request, type Dispatcher } from 'undici';
import { LocalError, type Issuer } from '../types';

interface App {
  /** `https://localhost:<port>/<pool id>`. */
  readonly issuer: string;
  readonly clientId: string;
  readonly redirectUri: string;
  /** What the app trusts: the public CA, PEM. */
  readonly ca: string;
}

type Tokens = Awaited<ReturnType<Issuer['signIn']>>;

/** Signs a user in as an app does: a browser for the redirects and the form, then the code for tokens with PKCE. */
export async function signIn(
  app: App,
  user: { readonly username: string; readonly password: string },
  scopes: readonly string[],
): Promise<Tokens> {
  const dispatcher = new Agent({ connect: { ca: app.ca } });
  try {
    const verifier = randomBytes(32).toString('base64url');
    const code = await codeFor(browserWith(dispatcher), app, user, scopes, verifier);
    return await exchange(dispatcher, app, code, verifier);
  } finally {
    await dispatcher.close();
  }
}

async function codeFor(
  browse: Browse,
  app: App,
  user: { readonly username: string; readonly password: string },
  scopes: readonly string[],
  verifier: string,
): Promise<string> {
  const state = randomBytes(16).toString('base64url');
  const authorize = new URL(`${app.issuer.replace(/\/$/, '')}/oauth2/authorize`);
  authorize.search = new URLSearchParams({
    response_type: 'code',
    client_id: app.clientId,
    redirect_uri: app.redirectUri,
    scope: scopes.join(' '),
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();

  const form = await browse(authorize, app.redirectUri);
  if (!('page' in form)) throw refused(form.callback);
  const { username, password } = user;
  const signedIn = await browse(form.page, app.redirectUri, new URLSearchParams({ username, password }));
  if (!('callback' in signedIn))
    throw new LocalError(`sign-in of ${username}: the issuer took no such user or password`);
  const code = signedIn.callback.searchParams.get('code');
  if (code === null) throw refused(signedIn.callback);
  // An answer to a request that this app never made is an attack (RFC 6749, section 10.12).
  if (signedIn.callback.searchParams.get('state') !== state) throw new LocalError('sign-in: the state is not ours');
  return code;
}

const refused = ({ searchParams }: URL): LocalError =>
  new LocalError(`sign-in: the issuer answers ${searchParams.get('error')}: ${searchParams.get('error_description')}`);

/** Follows redirects until a page is shown, or until one leads back to the app. */
type Browse = (
  to: URL,
  redirectUri: string,
  form?: URLSearchParams,
) => Promise<{ readonly page: URL } | { readonly callback: URL }>;

const maxRedirects = 10;

function browserWith(dispatcher: Dispatcher): Browse {
  const cookies = new Map<string, string>();
  return async (to, redirectUri, form) => {
    let url = to;
    let body = form;
    for (let hop = 0; hop < maxRedirects; hop++) {
      const response = await request(url, {
        dispatcher,
        method: body === undefined ? 'GET' : 'POST',
        body: body?.toString() ?? null,
        headers: {
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        },
      });
      for (const cookie of [response.headers['set-cookie'] ?? []].flat()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        cookies.set(name, value);
      }
      await response.body.dump();
      const { location } = response.headers;
      if (typeof location !== 'string') {
        if (response.statusCode !== 200) throw new LocalError(`sign-in: the issuer answers ${response.statusCode}`);
        return { page: url };
      }
      url = new URL(location, url);
      body = undefined;
      if (url.href.startsWith(redirectUri)) return { callback: url };
    }
    throw new LocalError(`sign-in: more than ${maxRedirects} redirects`);
  };
}

async function exchange(dispatcher: Dispatcher, app: App, code: string, verifier: string): Promise<Tokens> {
  const response = await request(`${app.issuer.replace(/\/$/, '')}/oauth2/token`, {
    dispatcher,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: app.clientId,
      redirect_uri: app.redirectUri,
      code,
      code_verifier: verifier,
    }).toString(),
  });
  const answer = (await response.body.json()) as Readonly<Record<string, string | undefined>>;
  const { access_token: accessToken, id_token: idToken = '', refresh_token: refreshToken } = answer;
  if (accessToken === undefined)
    throw new LocalError(`sign-in: the token endpoint answers ${answer['error']}: ${answer['error_description']}`);
  return { accessToken, idToken, refreshToken };
}
