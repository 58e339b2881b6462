import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { Account } from '../protocol.js';

/** The hosted sign-in page: one form, one message for every failure, so that it tells nobody which users exist. */
export function createSignIn(provider: Provider, accounts: readonly Account[]) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(provider, accounts, request, response).catch(() =>
      page(response, 400, '<p>This sign-in has expired. Start again from the app.</p>'),
    );
  };
}

async function answer(
  provider: Provider,
  accounts: readonly Account[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Rejects unless the browser holds the cookie of a pending authorization request.
  await provider.interactionDetails(request, response);
  if (request.method !== 'POST') return page(response, 200, form(''));
  const fields = new URLSearchParams(await bodyOf(request));
  const account = accounts.find(({ username }) => username === fields.get('username'));
  if (!same(fields.get('password') ?? '', account?.password) || account === undefined)
    return page(response, 200, form('<p role="alert">Incorrect username or password.</p>'));
  await provider.interactionFinished(request, response, { login: { accountId: account.sub } });
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Takes the same time for an unknown user as for a wrong password. */
const same = (got: string, expected: string | undefined): boolean =>
  timingSafeEqual(digest(got), digest(expected ?? '')) && expected !== undefined;

const maxBodyBytes = 4_096;

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request as AsyncIterable<Buffer>) {
    body += chunk.toString('utf8');
    if (body.length > maxBodyBytes) throw new Error('body too large');
  }
  return body;
}

const form = (message: string): string => `${message}
<form method="post">
  <label>Username <input name="username" autocomplete="username" required autofocus></label>
  <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
  <button>Sign in</button>
</form>`;

function page(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  });
  response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in</title>
<style>body{font:16px system-ui;max-width:20rem;margin:4rem auto}label,input,button{display:block;margin:.5rem 0}</style>
<h1>Sign in</h1>
${body}
</html>`);
}
