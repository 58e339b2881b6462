import { randomUUID } from 'node:crypto';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { PutCommand, TransactWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { guard } from '../../../../lambda/guard/guard';
import { signingKeys } from '../../../../lambda/guard/keys';
import { proofStore } from '../../../../lambda/guard/proofs';
import type { Response } from '../../../../lambda/guard/response';
import { revocationList } from '../../../../lambda/guard/revocations';
import type { Config } from '../../../../lib/config';
import { routesOf, scopesOf, services as rows, tokenScope, type ServiceRoute } from '../../../../lib/routes';
import { services } from '../../../../tools/fuzz/services';
import { proves } from '../../../../tools/openapi/problems';
import { authority, identity, leaf } from '../../../lambda/guard/support/certificates';
import { httpApiEvent, type Call } from '../../../lambda/guard/support/events';
import { app, claimsFor, type App } from '../../../lambda/guard/support/proofs';
import { authorizer, notes, off } from '../../../lambda/guard/support/service';
import { clientAt, database, silentStore } from '../../../lambda/guard/support/store';
import * as tokens from '../../../lambda/guard/support/tokens';

/** What a request is asked with, beside what its route needs to be served. */
export interface Asked {
  readonly call?: Partial<Call>;
  readonly claims?: object;
  /** The DPoP header, made of the app's right claims; undefined: none. */
  readonly proof?: (prove: (claims?: object, by?: App) => string) => string | undefined;
  /** What is wrong around the service. */
  readonly amid?: Trouble;
}

export type Ask = (asked?: Asked) => Promise<Response>;

type Trouble = 'none' | 'silent store' | 'busy store' | 'store without a table' | 'no issuer';

/** Nothing listens there. */
export const nobody = 'https://127.0.0.1:1/pool';

export interface Services {
  readonly ask: (row: ServiceRoute) => Ask;
  /** An event as it is, to the service of a row. */
  readonly hand: (row: ServiceRoute, event: object) => Promise<Response>;
  readonly hops: Readonly<Record<'stranger' | 'authority' | 'expired' | 'server' | 'other', string>>;
  stop(): Promise<void>;
}

export const order = (other: object = {}) => ({
  fromAccountId: 'alice-1',
  toAccountId: 'bob-1',
  amountMinor: 1,
  currency: 'EUR',
  ...other,
});

/** The services of a consumer configuration behind their whole guards, with two people's accounts. */
export async function startServices(config: Config): Promise<Services> {
  const store = await database();
  const { client } = store;
  await store.put('alice', 'alice-1', 1_000_000);
  await store.put('alice', 'alice-2', 10);
  await store.put('bob', 'bob-1', 10);
  const ended = { subject: 'session#ended', revokedAt: 1, reason: 'sign-out', by: 'alice' };
  await client.send(new PutCommand({ TableName: 'revocations', Item: ended }));
  const silent = await silentStore();

  const ours = await authority();
  const certificate = await leaf(ours);
  const hops = {
    stranger: await leaf(await authority('CN=a stranger')),
    authority: ours.certificate,
    expired: await leaf(ours, { notAfter: new Date(Date.now() - 60_000) }),
    server: await leaf(ours, { usages: ['serverAuth'] }),
    other: await leaf(ours, { names: { uris: [`${identity}:other`] } }),
  };

  const publicOrigin = `https://${config.domain.name}`;
  const clients: Readonly<Partial<Record<Trouble, DynamoDBDocumentClient>>> = {
    'silent store': clientAt(silent.endpoint, 60),
    'busy store': contended(client),
  };
  const guardOf = (service: string, amid: Trouble) => {
    const { [amid]: asked = client } = clients;
    const away = amid === 'no issuer';
    return guard({
      profile: config.profile,
      ingress: config.ingress,
      routes: rows[service] ?? [],
      operations: services[service]?.(asked, config) ?? {},
      hop: { authorities: [ours.certificate], identity },
      door: {},
      token: {
        issuer: away ? nobody : tokens.issuer,
        clientIds: [tokens.clientId],
        resourceServer: config.identity.resourceServer,
        keys: away ? signingKeys() : tokens.keys(),
      },
      binding: off,
      revocation: { list: revocationList(asked, amid === 'store without a table' ? 'gone' : 'revocations') },
      proof: { publicOrigin, store: proofStore(asked, 'proofs') },
      replay: { store: undefined },
      policy: { authorizer },
      maxBodyBytes: config.waf.maxBodyBytes,
      recorder: notes(),
    });
  };
  const guards = new Map<string, ReturnType<typeof guard>>();
  const guarded = (service: string, amid: Trouble) => {
    const found = guards.get(`${service} ${amid}`) ?? guardOf(service, amid);
    guards.set(`${service} ${amid}`, found);
    return found;
  };

  const scopes = scopesOf(config).map(scope => tokenScope(config.identity.resourceServer, scope));
  const key = app();
  let transferId = '';
  let nonce: string | undefined;
  const ask =
    (row: ServiceRoute): Ask =>
    async ({ call, claims, proof = (prove: () => string) => prove(), amid = 'none' } = {}) => {
      const own = honest(row.action, transferId);
      const session = { origin_jti: 'session', scope: scopes.join(' ') };
      const token = tokens.signed({ ...tokens.accessClaims('alice'), ...session, ...claims });
      const asked = { certificate, token, ...own.call, ...call };
      const url = `${publicOrigin}${row.path}`;
      const prove = (other: object = {}, by = key): string =>
        by.prove({ ...claimsFor(row.method, url, asked.token ?? ''), nonce, ...other });
      const dpop = proves(row, config) ? proof(prove) : undefined;
      const headers = { ...own.call?.headers, ...asked.headers, ...(dpop !== undefined && { dpop }) };
      const event = httpApiEvent({ ...asked, route: `${row.method} ${row.path}`, headers });
      const answer = await guarded(row.service, amid)(event);
      nonce = answer.headers['dpop-nonce'] ?? nonce;
      return answer;
    };
  const rowOf = (action: string): ServiceRoute => {
    const row = routesOf(config).find(one => one.action === action);
    if (row === undefined) throw new Error(`${action}: there is no such route`);
    return row;
  };
  // The first answer brings the nonce.
  await ask(rowOf('registerKey'))({ proof: () => undefined });
  await ask(rowOf('registerKey'))();
  const { body } = await ask(rowOf('createTransfer'))();
  ({ transferId } = JSON.parse(body) as { transferId: string });
  return {
    ask,
    hand: async ({ service }, event) => guarded(service, 'none')(event),
    hops,
    async stop() {
      for (const one of Object.values(clients)) one.destroy();
      await silent.stop();
      await store.stop();
    },
  };
}

/** What a route needs to serve. */
function honest(action: string, transferId: string): { readonly call?: Partial<Call> } {
  switch (action) {
    case 'readAccount':
      return { call: { path: { accountId: 'alice-1' } } };
    case 'createTransfer':
      return { call: { headers: { 'idempotency-key': randomUUID() }, body: order() } };
    case 'readTransfer':
      return { call: { path: { transferId } } };
    default:
      return {};
  }
}

/** A store in which somebody else writes the same all the time. */
const contended = (client: DynamoDBDocumentClient): DynamoDBDocumentClient =>
  Object.assign(Object.create(client) as DynamoDBDocumentClient, {
    send: async (command: never) => {
      if (!((command as unknown) instanceof TransactWriteCommand)) return client.send(command);
      throw new TransactionCanceledException({
        message: 'in the way',
        $metadata: {},
        CancellationReasons: [{ Code: 'TransactionConflict' }],
      });
    },
    destroy: () => undefined,
  });
