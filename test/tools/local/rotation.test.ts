import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { readCertificate } from '../../../lambda/x509';
import { readAssembly } from '../../../tools/local/assembly';
import { startChain } from '../../../tools/local/chain';
import type { KeyedCertificate, LocalChain } from '../../../tools/local/types';
import type { ClientCertificate } from '../../../tools/drills/client';
import { issueFor } from '../../../tools/drills/devices';
import { assemblyOf, variantOf } from '../../assembly';

/** The CAs of both hops, the origin's and the clients', are rotated in the same three deploys, with requests running all the while. */
let chain: LocalChain;
let device: Device;
beforeAll(async () => {
  chain = await startChain(readAssembly(assemblyOf('managed-edge')));
  device = await enrolled();
}, 60_000);
afterAll(async () => {
  await device?.close();
  await chain?.stop();
});

const deployment = (state: 'added' | 'signing' | 'removed') => readAssembly(variantOf(`rotation-${state}`));

/** A device of alice's with a certificate of the CA that signs now. */
interface Device {
  readonly issuer: string;
  /** Over a connection that is kept, or over one of its own: a handshake for every request. */
  ask(token: string, connection: 'kept' | 'own'): Promise<string>;
  close(): Promise<void>;
}

async function enrolled(): Promise<Device> {
  const [alice] = chain.issuer.users;
  if (alice === undefined) throw new Error('the pool has no user');
  const identity = await issueFor(chain, { id: alice.sub, name: alice.username });
  const kept = clientOf(identity);
  return {
    issuer: readCertificate(identity.certificate).issuer,
    async ask(token, connection) {
      const dispatcher = connection === 'kept' ? kept : clientOf(identity);
      try {
        const { statusCode, body } = await request(`${chain.entry.url}/accounts`, {
          dispatcher,
          headers: { 'user-agent': 'test', authorization: `Bearer ${token}` },
        });
        const text = await body.text();
        return statusCode === 200 || isSilence(text) ? 'served' : `${statusCode} ${text}`;
      } catch (error) {
        return String(error);
      } finally {
        if (dispatcher !== kept) await dispatcher.close();
      }
    },
    close: () => kept.close(),
  };
}

const clientOf = ({ certificate, chain: above = '', privateKey }: ClientCertificate): Agent =>
  new Agent({
    connect: { ca: chain.world.publicCa.certificate, cert: `${certificate}\n${above}`, key: privateKey },
  });

type Shown = KeyedCertificate & { readonly issuer: string };

/** What the edge shows the API now. */
async function shown(): Promise<Shown> {
  const [leaf] = chain.world.assembly.ofType('Custom::OriginHopLeaf');
  const keyed = leaf && chain.world.certificate((await chain.world.live(leaf)).ref);
  if (keyed === undefined) throw new Error('the edge shows nothing');
  return { ...keyed, issuer: readCertificate(keyed.certificate).issuer };
}

/** The table was silent for longer than the guard waits: a laptop with too much to do, after every layer let the request pass. */
const isSilence = (body: string): boolean => body.includes('"code":"store_unavailable"');

/** Asks the API itself, around the edge, with a certificate of the edge's. */
async function around({ certificate, chain: above, privateKey }: KeyedCertificate): Promise<number> {
  const { port, hostname } = chain.gateway;
  const ca = chain.world.publicCa.certificate;
  const dispatcher = new Agent({
    connect: { ca, servername: hostname, cert: `${certificate}\n${above}`, key: privateKey },
  });
  try {
    const { statusCode, body } = await request(`https://localhost:${port}/accounts`, {
      dispatcher,
      headers: { host: hostname },
    });
    await body.dump();
    return statusCode;
  } finally {
    await dispatcher.close();
  }
}

test('no request is lost, and the old CAs open nothing any more', async () => {
  const { accessToken } = await chain.issuer.signIn({ username: 'alice' });
  const answers = new Map<string, number>();
  const stopped = new AbortController();
  const old = device;
  const asking = (['kept', 'own'] as const).map(async connection => {
    while (!stopped.signal.aborted) {
      const outcome = await device.ask(accessToken, connection);
      answers.set(outcome, (answers.get(outcome) ?? 0) + 1);
      // Under the web ACL's rate for one token.
      await sleep(250);
    }
  });
  try {
    const first = await shown();
    expect(first.issuer).toBe('CN=portcullis-managed-edge origin-hop CA a');
    expect(old.issuer).toBe('O=portcullis-managed-edge clients, CN=issuing a');
    expect(await around(first)).toBe(401);

    await chain.deploy(deployment('added'));
    expect((await shown()).certificate).toBe(first.certificate);

    await chain.deploy(deployment('signing'));
    const second = await shown();
    expect(second.issuer).toBe('CN=portcullis-managed-edge origin-hop CA b');
    expect([await around(first), await around(second)]).toEqual([401, 401]);
    // The device renews: from now on everybody shows the second CA's, and the first one's would still do.
    device = await enrolled();
    expect(device.issuer).toBe('O=portcullis-managed-edge clients, CN=issuing b');
    expect(await old.ask(accessToken, 'own')).toBe('served');

    await chain.deploy(deployment('removed'));
    expect((await shown()).certificate).toBe(second.certificate);
    expect([await around(first), await around(second)]).toEqual([403, 401]);
    expect(await old.ask(accessToken, 'own')).toMatch(/SocketError|ECONNRESET/);
    expect(await device.ask(accessToken, 'own')).toBe('served');
    await sleep(500);
  } finally {
    stopped.abort();
    await Promise.all(asking);
    await old.close();
  }
  expect([...answers.keys()]).toEqual(['served']);
  expect(answers.get('served')).toBeGreaterThan(10);
}, 120_000);
