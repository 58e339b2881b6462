import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { dpopProof, type KeyPair } from '../fixtures/jws';
import { toldOf } from '../local/system';
import { LocalError, type LocalChain } from '../local/types';
import { outcomeOf } from './outcome';
import type { Answer, Drill, Field, Outcome } from './types';

/** An app that proves, request by request, that it holds the key of its session (DPoP, RFC 9449); and whoever lacks that key. */
export interface App {
  readonly token: string;
  readonly key: KeyPair;
  /** A proof for a request, as the app makes it; an attack changes claims, takes another key or another token. */
  proof(of: ProofOf): string;
  /** Sends a request with a proof of its own, or with the one given. */
  call(field: Field, request: Requested, proof?: string): Promise<Answer>;
}

interface ProofOf extends Requested {
  readonly key?: KeyPair;
  readonly claims?: Readonly<Record<string, unknown>>;
}

interface Requested {
  readonly method: string;
  readonly path: string;
}

export const newKey = (): KeyPair => generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** The route that the sample asks a proof on. */
export const whoAmI: Requested = { method: 'GET', path: '/sessions/current' };
/** The route that ties a key to the session. */
export const registration: Requested = { method: 'PUT', path: '/sessions/key' };

const apps = new WeakMap<LocalChain, Promise<App>>();

/**
 * Alice on a phone of her own: signed in, the phone's key tied to the session. Once a chain, by the first twin: what is refused while
 * the app learns the nonce must not count as a stop of the attack.
 */
function appOn(field: Field): Promise<App> {
  const known = apps.get(field.chain);
  if (known !== undefined) return known;
  const app = signedInApp(field);
  apps.set(field.chain, app);
  return app;
}

async function signedInApp(field: Field): Promise<App> {
  const { chain, alice } = field;
  const { accessToken: token } = await chain.issuer.signIn({ username: alice.username });
  const origin = await publicOrigin(field);
  const key = newKey();
  let nonce: string | undefined;
  const proof: App['proof'] = ({ method, path, key: by = key, claims }) =>
    dpopProof(by, {
      jti: randomUUID(),
      htm: method,
      htu: `${origin}${path}`,
      iat: Math.floor(Date.now() / 1000),
      ath: createHash('sha256').update(token).digest('base64url'),
      nonce,
      ...claims,
    });
  const call: App['call'] = async (from, request, given = proof(request)) => {
    const answer = await from.call({ ...request, token, headers: { dpop: given } });
    const next = answer.headers['dpop-nonce'];
    if (typeof next === 'string') nonce = next;
    return answer;
  };
  // The first answer asks for its nonce (RFC 9449, section 8). Where even honest requests are refused, the twin says so.
  await call(field, registration);
  await call(field, registration);
  return { token, key, proof, call };
}

/** What proofs name in place of localhost: the origin that the functions are told. */
async function publicOrigin({ chain: { world } }: Field): Promise<string> {
  for (const { stack, variables } of toldOf(world.assembly)) {
    const { PUBLIC_ORIGIN: origin } = variables;
    if (origin !== undefined) return String(await world.resolve(stack, origin));
  }
  throw new LocalError(
    'sessions: no function has PUBLIC_ORIGIN in its environment, so there is no origin to prove for',
  );
}

/** An attack on the route that asks for a proof; the twin is the app itself. */
export const drillOfProof = (
  named: Pick<Drill, 'id' | 'title'>,
  attack: (app: App, field: Field) => Promise<Answer>,
): Drill => ({
  ...named,
  owasp: 'API2',
  layer: 'service',
  profiles: ['consumer'],
  // A key is tied to the session, and no other issuer that is modelled here writes one into its tokens.
  issuer: 'cognito',
  attack: async (field): Promise<Outcome> => outcomeOf(await attack(await appOn(field), field)),
  twin: async field => outcomeOf(await (await appOn(field)).call(field, whoAmI)),
});
