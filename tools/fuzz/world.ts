import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutCommand, ScanCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { certificateRegistry } from '../../lambda/guard/certificates';
import { certificateFromEdge } from '../../lambda/guard/client-certificate';
import { guard, type GuardOptions } from '../../lambda/guard/guard';
import type { Recorder } from '../../lambda/guard/record';
import type { Response } from '../../lambda/guard/response';
import { proofStore } from '../../lambda/guard/proofs';
import { revocationList } from '../../lambda/guard/revocations';
import { documentClient } from '../../lambda/guard/store';
import { cedar } from '../../lambda/policies/cedar';
import type { Profile } from '../../lib/chain';
import type { Config } from '../../lib/config';
import { scopesOf, services as rows, servicesOf, tokenScope } from '../../lib/routes';
import { originHop } from '../fixtures/origin-hop';
import { startDynamo } from '../local/dynamo';
import { prover } from './prover';
import { eventOf, type FuzzRequest } from './requests';
import { services } from './services';
import { tables } from './tables';
import { certificateHeaders, registered } from './devices';
import { callers, clientsOf, holders, issuer, subOf, tokenIssuer, type Who } from './tokens';

/** The services of a configuration behind their whole guards in this process, on a DynamoDB of loopback. */
export interface World {
  readonly tokens: Readonly<Record<Who, string | undefined>>;
  /** Sends a request as the gateway would hand it on. */
  serve(request: FuzzRequest): Promise<Response>;
  /** What was thrown for answers of 500, newest last. */
  readonly failures: readonly unknown[];
  /** All the money there is, in minor units. */
  money(): Promise<number>;
  stop(): Promise<void>;
}

export const accounts = [
  { accountId: 'alice-1', owner: 'alice', currency: 'EUR', balanceMinor: 1_000_000 },
  { accountId: 'alice-2', owner: 'alice', currency: 'SEK', balanceMinor: 5_000 },
  { accountId: 'bob-1', owner: 'bob', currency: 'EUR', balanceMinor: 1_000_000 },
] as const;

const identity = 'urn:portcullis:edge:fuzz';

export async function startWorld(config: Config): Promise<World> {
  const dynamo = await startDynamo();
  const client = await seeded(dynamo.endpoint, config.profile === 'partner' ? 'client' : 'user');
  const { keys, mint } = tokenIssuer();
  const { authority, leaf } = await originHop(identity);
  const failures: unknown[] = [];
  const { profile, ingress, waf } = config;
  const authorizer = cedar();
  const publicOrigin = `https://${config.domain.name}`;
  const guards = new Map(
    [...servicesOf(config).keys()].map(name => {
      const made = services[name];
      if (made === undefined) throw new Error(`tools/fuzz/services.ts: ${name}: got nothing, takes its operations`);
      const guarded = guard({
        profile,
        ingress,
        // All of them, as in its handler: which are served is the guard's to know.
        routes: rows[name] ?? [],
        operations: made(client, config),
        hop: { authorities: [authority], identity },
        door: {},
        token: { issuer, clientIds: clientsOf(profile), resourceServer: config.identity.resourceServer, keys },
        binding: bindingOf(profile, client),
        revocation: { list: revocationList(client, 'revocations') },
        proof: { publicOrigin, store: proofStore(client, 'proofs') },
        replay: { store: undefined },
        policy: { authorizer },
        maxBodyBytes: waf.maxBodyBytes,
        recorder: noting(failures),
      });
      return [name, guarded] as const;
    }),
  );
  const tokens = callers(
    mint,
    scopesOf(config).map(scope => tokenScope(config.identity.resourceServer, scope)),
    profile,
  );
  const prove = prover();
  let nonce: string | undefined;
  return {
    tokens,
    failures,
    async serve(request) {
      const guarded = guards.get(request.service);
      if (guarded === undefined) throw new Error(`fuzz: no service ${request.service}`);
      const token = tokens[request.who];
      const { method, path, proof } = request;
      const dpop = proof && prove(proof, { method, url: `${publicOrigin}${path}`, token, nonce });
      const edge = request.certificate && certificateHeaders(request.certificate, subOf(request.who));
      const answer = await guarded(eventOf(request, { token, certificate: leaf, dpop, ...(edge && { edge }) }));
      nonce = answer.headers['dpop-nonce'] ?? nonce;
      return answer;
    },
    async money() {
      const { Items = [] } = await client.send(new ScanCommand({ TableName: 'accounts' }));
      return Items.reduce((sum, { balanceMinor }) => sum + Number(balanceMinor), 0);
    },
    async stop() {
      client.destroy();
      await dynamo.stop();
    },
  };
}

function bindingOf(profile: Profile, client: DynamoDBDocumentClient): GuardOptions['binding'] {
  if (profile === 'consumer')
    return { check: null, reason: 'the fuzzer calls the services of store apps, which carry no certificate' };
  return {
    certificate: certificateFromEdge,
    registry: certificateRegistry(client, 'certificates'),
    owner: profile === 'partner' ? 'client' : 'user',
    confirmation: profile === 'partner' ? 'required' : 'where present',
  };
}

const noting = (failures: unknown[]): Recorder => ({
  served: () => undefined,
  replayed: () => undefined,
  refused: () => undefined,
  failed: (_subject, error) => void failures.push(error),
});

/** The services' own client on fresh tables, with two people's accounts, and a session that was signed out. */
async function seeded(endpoint: string, kind: 'user' | 'client'): Promise<DynamoDBDocumentClient> {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  const admin = new DynamoDBClient({ endpoint });
  for (const table of tables) await admin.send(new CreateTableCommand(table));
  admin.destroy();
  const client = documentClient(15_000);
  const put = async (TableName: string, Item: object) => client.send(new PutCommand({ TableName, Item }));
  for (const account of accounts) await put('accounts', { ...account, createdAt: '2026-01-01T00:00:00.000Z' });
  for (const row of registered(kind, holders)) await put('certificates', row);
  await put('revocations', { subject: 'session#signed-out', revokedAt: 1, reason: 'sign-out', by: 'alice' });
  return client;
}
