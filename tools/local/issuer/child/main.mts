import { createHash, generateKeyPair, sign } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import type { Call, Replies, Requests } from '../protocol.js';
import { createPool, type Handler, type SigningKey } from './pool.mjs';

/**
 * The token issuer's process. Its private keys are made here and stay here; the parent can have claims signed over the
 * process's channel, which no other process can reach.
 */

const keys = Promise.all([createKey(), createKey()]);

let issuer = '';
let serve: Handler = (_, response) => response.writeHead(503).end();

const methods: { [M in keyof Requests]: (params: Requests[M]) => Promise<Replies[M]> } = {
  async listen({ poolId, port, certificate, privateKey }) {
    const server = createServer({ cert: certificate, key: privateKey }, (request, response) =>
      serve(request, response),
    );
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    const { port: actual } = server.address() as AddressInfo;
    issuer = `https://localhost:${actual}/${poolId}`;
    return { port: actual };
  },
  async configure({ client, accounts }) {
    const [id, access] = await keys;
    serve = createPool({ issuer, client, accounts, keys: { id, access } });
    return null;
  },
  async mint({ claims, header }) {
    const [, { jwk, key }] = await keys;
    const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');
    const input = `${encode({ alg: 'RS256', kid: jwk.kid, ...header })}.${encode(claims)}`;
    return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
  },
};

process.on('message', ({ id, method, params }: Call) => {
  const perform = methods[method] as (params: unknown) => Promise<unknown>;
  perform(params).then(
    result => process.send?.({ id, result }),
    (error: unknown) => process.send?.({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
// The parent is gone, however it went: nothing may be left behind.
process.on('disconnect', () => process.exit(0));

/** Cognito signs ID tokens and access tokens with different keys of one set; a verifier that takes the first is wrong. */
async function createKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const kid = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
  const jwk = { ...privateKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' };
  return { jwk, key: privateKey };
}
