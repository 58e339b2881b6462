import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Call, Replies, Requests, TriggerAnswer } from '../protocol.js';
import { createPool, type Handler } from './pool.mjs';

/** The token issuer's process. What its keys sign outside of OpenID Connect, only the parent can ask for. */

let issuer = '';
let serve: Handler = (_, response) => response.writeHead(503).end();
let minting: { readonly kid: string; readonly key: KeyObject } | undefined;

const methods: { [M in keyof Requests]: (params: Requests[M]) => Promise<Replies[M]> } = {
  async listen({ path, port, certificate, privateKey }) {
    const server = createServer({ cert: certificate, key: privateKey }, (request, response) =>
      serve(request, response),
    );
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    const { port: actual } = server.address() as AddressInfo;
    issuer = `https://localhost:${actual}${path}`;
    return { port: actual };
  },
  async configure({ clients, accounts, keys, trigger, own }) {
    serve = createPool({ issuer, clients, accounts, keys, trigger: trigger && { ...trigger, ask }, own });
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

const asked = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
let lastQuestion = 0;

/** Asks the parent, which runs the functions, for the trigger's answer. */
function ask(event: unknown): Promise<unknown> {
  const question = (lastQuestion += 1);
  return new Promise((resolve, reject) => {
    asked.set(question, { resolve, reject });
    process.send?.({ question, event });
  });
}

function answered(answer: TriggerAnswer): void {
  const waiting = asked.get(answer.question);
  asked.delete(answer.question);
  if ('error' in answer) waiting?.reject(new Error(answer.error));
  else waiting?.resolve(answer.result);
}

process.on('message', (message: Call | TriggerAnswer) => {
  if ('question' in message) return answered(message);
  const { id, method, params } = message;
  const perform = methods[method] as (params: unknown) => Promise<unknown>;
  perform(params).then(
    result => process.send?.({ id, result }),
    (error: unknown) => process.send?.({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
// The parent is gone, however it went: nothing may be left behind.
process.on('disconnect', () => process.exit(0));
