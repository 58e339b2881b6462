import { App } from 'aws-cdk-lib';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { build } from '../../../bin/app';
import { context } from '../../../cdk.json';
import example from '../../../config/example';
import { readCertificate } from '../../../lambda/x509';
import { parseConfig } from '../../../lib/config';
import { readAssembly } from '../../../tools/local/assembly';
import { startChain } from '../../../tools/local/chain';
import type { Assembly, KeyedCertificate, LocalChain } from '../../../tools/local/types';
import { assemblyDirectory } from '../../assembly';

/** The origin hop's CA is rotated in three deploys, with requests running all the while. */
let folder: string;
let chain: LocalChain;
let clients: Agent;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rotation-'));
  chain = await startChain(readAssembly(assemblyDirectory));
  clients = new Agent({ connect: { ca: chain.world.publicCa.certificate } });
}, 60_000);
afterAll(async () => {
  await clients?.close();
  await chain?.stop();
  rmSync(folder, { recursive: true });
});

function deployment(name: string, authorities: string[], signing: string): Assembly {
  const app = new App({ context, outdir: join(folder, name) });
  build(app, parseConfig('example', { ...example, originHop: { authorities, signing } }));
  return readAssembly(app.synth().directory);
}

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

test('no request is lost, and the old CA opens nothing any more', async () => {
  // Made before anybody asks: a synth holds this process, and with it every server of the chain, for seconds.
  const added = deployment('added', ['a', 'b'], 'a');
  const signing = deployment('signing', ['a', 'b'], 'b');
  const removed = deployment('removed', ['b'], 'b');
  const { accessToken } = await chain.issuer.signIn({ username: 'alice' });
  const answers = new Map<string, number>();
  const stopped = new AbortController();
  const asking = Array.from({ length: 3 }, async () => {
    while (!stopped.signal.aborted) {
      const outcome = await request(`${chain.entry.url}/accounts`, {
        dispatcher: clients,
        headers: { 'user-agent': 'test', authorization: `Bearer ${accessToken}` },
      }).then(
        async ({ statusCode, body }) => {
          const text = await body.text();
          return statusCode === 200 || isSilence(text) ? 'served' : `${statusCode} ${text}`;
        },
        (error: unknown) => String(error),
      );
      answers.set(outcome, (answers.get(outcome) ?? 0) + 1);
      // Under the web ACL's rate for one token.
      await sleep(100);
    }
  });
  try {
    const first = await shown();
    expect(first.issuer).toBe('CN=portcullis-example origin-hop CA a');
    expect(await around(first)).toBe(401);

    await chain.deploy(added);
    expect((await shown()).certificate).toBe(first.certificate);

    await chain.deploy(signing);
    const second = await shown();
    expect(second.issuer).toBe('CN=portcullis-example origin-hop CA b');
    expect([await around(first), await around(second)]).toEqual([401, 401]);

    await chain.deploy(removed);
    expect((await shown()).certificate).toBe(second.certificate);
    expect([await around(first), await around(second)]).toEqual([403, 401]);
    await sleep(500);
  } finally {
    stopped.abort();
    await Promise.all(asking);
  }
  expect([...answers.keys()]).toEqual(['served']);
  expect(answers.get('served')).toBeGreaterThan(10);
}, 120_000);
