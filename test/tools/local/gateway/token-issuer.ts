import { createHmac, createSign, type KeyObject } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { World } from '../../../../tools/local/types';
import { rsaKeys } from '../../../rsa-keys';

/** A token issuer with its discovery document and keys over TLS, and every way to sign badly. */
export interface TokenIssuer {
  readonly url: string;
  /** What it answers; a test may spoil it. */
  documents: Record<string, unknown>;
  /** Paths asked for. */
  readonly asked: string[];
  readonly publicKey: KeyObject;
  sign(claims?: Record<string, unknown>, header?: Record<string, unknown>): string;
  /** New key pair under a new kid, published from now on. */
  rotate(): void;
  stop(): Promise<void>;
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export async function startTokenIssuer(publicCa: World['publicCa']): Promise<TokenIssuer> {
  const { certificate, privateKey } = await publicCa.issue(['localhost']);
  const asked: string[] = [];
  const server = createServer({ cert: certificate, key: privateKey }, ({ url = '' }, response) => {
    asked.push(url);
    const found = issuer.documents[url];
    response.writeHead(found === undefined ? 404 : 200).end(JSON.stringify(found));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `https://localhost:${(server.address() as AddressInfo).port}/pool`;
  let kid = 'k0';
  const [first, second] = rsaKeys();
  let pair = first;
  const publish = (): Record<string, unknown> => ({
    '/pool/.well-known/openid-configuration': { issuer: url, jwks_uri: `${url}/keys` },
    '/pool/keys': { keys: [{ ...pair.publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }] },
  });

  const issuer: TokenIssuer = {
    url,
    documents: publish(),
    asked,
    get publicKey() {
      return pair.publicKey;
    },
    sign(claims = {}, header = {}) {
      const now = Math.floor(Date.now() / 1_000);
      const all = { iss: url, client_id: 'app', sub: 'alice', iat: now - 1, exp: now + 60, ...claims };
      const signed = `${encode({ alg: 'RS256', kid, ...header })}.${encode(all)}`;
      return `${signed}.${createSign('RSA-SHA256').update(signed).sign(pair.privateKey).toString('base64url')}`;
    },
    rotate() {
      kid = `k${Number(kid.slice(1)) + 1}`;
      pair = pair === first ? second : first;
      issuer.documents = publish();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
  return issuer;
}

/** The same token signed with HMAC, the issuer's public key as the secret. */
export function hmacOf(token: string, publicKey: KeyObject): string {
  const [, claims = ''] = token.split('.');
  const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8')) as object;
  const signed = `${encode({ ...header, alg: 'HS256' })}.${claims}`;
  const secret = publicKey.export({ type: 'spki', format: 'pem' });
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** The same token with `alg: none` and the signature given. */
export function unsigned(token: string, signature = ''): string {
  const [, claims = ''] = token.split('.');
  return `${encode({ alg: 'none', kid: 'k0' })}.${claims}.${signature}`;
}
