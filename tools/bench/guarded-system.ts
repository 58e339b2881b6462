import { createHash, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { SimpleJwksCache, type Jwks } from 'aws-jwt-verify/jwk';
import { operations } from '../../lambda/accounts/operations';
import { routes } from '../../lambda/accounts/routes';
import { certificateFromEdge } from '../../lambda/guard/client-certificate';
import type { Caller, Client, Known } from '../../lambda/guard/call';
import type { GuardOptions } from '../../lambda/guard/guard';
import { recorder } from '../../lambda/guard/record';
import { cedar } from '../../lambda/policies/cedar';
import { dpopProof, jws } from '../fixtures/jws';
import { originHop } from '../fixtures/origin-hop';

/** A service behind its whole guard, with stores in memory: what the bench measures. */
export interface System {
  readonly options: GuardOptions;
  /** What `managed` adds to it. */
  readonly managed: Pick<GuardOptions, 'profile' | 'binding'>;
  readonly event: object;
  eventWith(headers: Readonly<Record<string, string>>): object;
  /** The same system as the variables of a function. */
  readonly environment: Readonly<Record<string, string>>;
  /** The access token, and the key it verifies with. */
  readonly compact: string;
  readonly publicKey: KeyObject;
  /** What the stages before know of the event. */
  readonly known: Known & { readonly row: GuardOptions['routes'][number] };
}

export const off = { check: null, reason: 'the bench measures what it costs' } as const;

const issuer = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_bench';
const identity = 'urn:portcullis:edge:bench';
const origin = 'https://api.example.com';
const nonce = 'n'.repeat(32);
const thumbprint = 'ab'.repeat(32);

const phone = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = phone.publicKey.export({ format: 'jwk' });
const keyThumbprint = createHash('sha256')
  .update(JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y }))
  .digest('base64url');

/** A proof for the system's own event, never used before. */
export function proofFor({ compact }: Pick<System, 'compact'>): string {
  return dpopProof(phone, {
    jti: randomUUID(),
    htm: 'GET',
    htu: `${origin}/accounts`,
    iat: Math.floor(Date.now() / 1000),
    ath: createHash('sha256').update(compact).digest('base64url'),
    nonce,
  });
}

export async function guardedSystem(): Promise<System> {
  const { compact, publicKey, keys, claims } = tokens();
  const { authority, leaf } = await originHop(identity);
  const account = {
    accountId: 'a-1',
    owner: claims.sub,
    currency: 'EUR',
    balanceMinor: 5,
    createdAt: '2026-01-01T00:00:00Z',
  };
  const row = routes[0];
  const options: GuardOptions = {
    profile: 'consumer',
    ingress: 'edge',
    routes,
    operations: operations({ read: async () => account, listOf: async () => ({ accounts: [account], more: false }) }),
    hop: { authorities: [authority], identity },
    door: {},
    token: { issuer, clientIds: ['app1'], resourceServer: 'wallet', keys },
    binding: off,
    revocation: { list: { read: async () => [] } },
    proof: {
      publicOrigin: origin,
      store: {
        keyOf: async () => keyThumbprint,
        register: async () => keyThumbprint,
        use: async () => true,
        nonce: async () => nonce,
      },
    },
    replay: { store: undefined },
    policy: { authorizer: cedar() },
    maxBodyBytes: 8_192,
    recorder: recorder(),
  };
  const caller: Caller = {
    sub: claims.sub,
    clientId: 'app1',
    scopes: ['accounts.read'],
    methods: [],
    sessionId: claims.origin_jti,
    authenticatedAt: claims.auth_time,
    signedInAt: claims.auth_time,
  };
  const client: Client = { thumbprint, serialNumber: '1f', deviceId: 'd-1', state: 'active' };
  const input = { path: {}, query: { limit: 50 }, headers: {}, body: undefined };
  const eventWith: System['eventWith'] = headers => eventOf(leaf, compact, headers);
  return {
    options,
    managed: { profile: 'managed', binding: bindingOf(claims.sub) },
    event: eventWith({}),
    environment: {
      PROFILE: 'consumer',
      INGRESS: 'edge',
      ISSUER: issuer,
      CLIENT_IDS: 'app1',
      RESOURCE_SERVER: 'wallet',
      PUBLIC_ORIGIN: origin,
      REVOCATIONS_TABLE: 'revocations',
      ACCOUNTS_TABLE: 'accounts',
      MAX_BODY_BYTES: '8192',
      ORIGIN_HOP_AUTHORITIES: authority,
      ORIGIN_HOP_IDENTITY: identity,
      POWERTOOLS_METRICS_NAMESPACE: 'Portcullis',
      POWERTOOLS_SERVICE_NAME: 'accounts',
      AWS_REGION: 'eu-west-1',
    },
    eventWith,
    compact,
    publicKey,
    known: { row, caller, client, input },
  };
}

const bindingOf = (sub: string): GuardOptions['binding'] => ({
  certificate: certificateFromEdge,
  registry: {
    read: async () => ({
      thumbprint,
      serialNumber: '1f',
      owner: `user#${sub}`,
      deviceId: 'd-1',
      notAfter: '2099-01-01T00:00:00.000Z',
      state: 'active',
    }),
  },
  owner: 'user',
  confirmation: 'where present',
});

/** A token as Cognito makes it, and its issuer's keys as if they had been fetched. */
function tokens() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    sub: randomUUID(),
    iss: issuer,
    version: 2,
    client_id: 'app1',
    origin_jti: randomUUID(),
    event_id: randomUUID(),
    token_use: 'access',
    scope: 'wallet/accounts.read wallet/transfers.read wallet/transfers.write',
    auth_time: now,
    iat: now,
    exp: now + 3_600,
    jti: randomUUID(),
    username: 'alice',
  };
  const compact = jws({ kid: 'key-1', alg: 'RS256' }, claims, privateKey);
  const keys = new SimpleJwksCache();
  const set = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'key-1', use: 'sig', alg: 'RS256' }] } as Jwks;
  keys.addJwks(`${issuer}/.well-known/jwks.json`, set);
  return { compact, publicKey, keys, claims };
}

const eventOf = (leaf: string, compact: string, headers: Readonly<Record<string, string>>) => ({
  version: '2.0',
  routeKey: 'GET /accounts',
  rawPath: '/accounts',
  rawQueryString: '',
  headers: {
    authorization: `Bearer ${compact}`,
    'x-amz-cf-id': 'Zx-1_9A==',
    'portcullis-door': 'api',
    'portcullis-client-cert-sha256': thumbprint,
    'portcullis-client-cert-serial': '1f',
    accept: 'application/json',
    'user-agent': 'app/1.0',
    ...headers,
  },
  requestContext: { requestId: 'id-1', authentication: { clientCert: { clientCertPem: leaf } } },
  isBase64Encoded: false,
});
