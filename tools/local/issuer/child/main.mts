import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Call, Replies, Requests } from '../protocol.js';
import { createPool, type Handler } from './pool.mjs';

/** The token issuer's process. What its keys sign outside of OpenID Connect, only the parent can ask for. */

let issuer = '';
let serve: Handler = (_, response) => response.writeHead(503).end();
let minting: { readonly kid: string; readonly key: KeyObject } | undefined;

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
  async configure({ client, accounts, keys }) {
    serve = createPool({ issuer, client, accounts, keys });
    minting = { kid: keys.access.kid, key: createPrivateKey({ key: keys.access, format: 'jwk' }) };
    return null;
  },
  async mint({ claims, header }) {
    if (minting === undefined) throw new Error('it has no keys yet');
    const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');
    const input = `${encode({ alg: 'RS256', kid: minting.kid, ...header })}.${encode(claims)}`;
    return `${input}.${sign('sha256', Buffer.from(input), minting.key).toString('base64url')}`;
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
