import { createServer, type AddressInfo } from 'node:net';
import { Agent, request } from 'undici';
import { readAssembly } from '../../../tools/local/assembly';
import { startChain } from '../../../tools/local/chain';
import type { LocalChain } from '../../../tools/local/types';
import { assemblyDirectory } from '../../assembly';

const example = () => readAssembly(assemblyDirectory);

describe('the example, deployed on loopback', () => {
  let chain: LocalChain;
  let dispatcher: Agent;
  let ports: { edge: number; gateway: number; issuer: number };
  beforeAll(async () => {
    ports = { edge: await freePort(), gateway: await freePort(), issuer: await freePort() };
    const broken = example().edited(stacks => {
      for (const { template } of stacks)
        for (const { Type, Properties } of Object.values(template.Resources))
          if (Type === 'Custom::OriginHopLeaf' && Properties !== undefined) Properties['KeyAlias'] = 'alias/nobody';
    });
    await expect(startChain(broken, { ports })).rejects.toThrow(/\(Custom::OriginHopLeaf\): .*alias\/nobody/);
    // On the ports of the one that failed half-way, which are free again.
    chain = await startChain(example(), { ports });
    dispatcher = new Agent({ connect: { ca: chain.world.publicCa.certificate } });
  });
  afterAll(async () => {
    await dispatcher?.close();
    await chain?.stop();
  });

  async function get(path: string, headers: Record<string, string> = {}) {
    const mark = chain.ledger.mark();
    const { statusCode, body } = await request(`${chain.entry.url}${path}`, {
      dispatcher,
      headers: { 'user-agent': 'test', ...headers },
    });
    const text = await body.text();
    // The function's log arrives on a pipe of its own, a moment after its answer.
    await new Promise(resolve => setTimeout(resolve, 200));
    return { status: statusCode, body: text, entries: chain.ledger.since(mark) };
  }

  test('serves an honest request, which every layer saw in order', async () => {
    const { accessToken } = await chain.issuer.signIn({ username: 'alice' });
    const { status, body, entries } = await get('/accounts', { authorization: `Bearer ${accessToken}` });
    expect({ status, body: JSON.parse(body) as unknown }).toEqual({ status: 200, body: { accounts: [] } });
    const passed = entries.filter(({ outcome }) => outcome === 'passed').map(({ layer }) => layer);
    expect([...new Set(passed)]).toEqual(['tls', 'waf', 'origin-mtls', 'gateway', 'auth', 'service']);
    expect(entries.filter(({ outcome }) => outcome === 'stopped')).toEqual([]);
    const ids = new Set(entries.flatMap(({ requestId }) => requestId ?? []));
    expect(ids.size).toBe(1);
  });

  test('stops a request without a token at auth', async () => {
    const { status, entries } = await get('/accounts');
    expect(status).toBe(401);
    expect(entries.filter(({ outcome }) => outcome === 'stopped').map(({ layer }) => layer)).toEqual(['auth']);
  });

  test('the issuer of its tokens is the one the functions and the gateway were told of', async () => {
    const [authorizer] = chain.world.assembly.ofType('AWS::ApiGatewayV2::Authorizer');
    const { stack, properties } = authorizer ?? fail();
    const resolved = (await chain.world.resolve(stack, properties)) as { JwtConfiguration: { Issuer: string } };
    expect(resolved.JwtConfiguration.Issuer).toBe(chain.issuer.url);
    expect(chain.issuer.url).toContain(`:${ports.issuer}/`);
  });

  test('after stop, every port is free', async () => {
    await chain.stop();
    await expect(Promise.all(Object.values(ports).map(isFree))).resolves.toEqual([true, true, true]);
  });
});

const fail = (): never => {
  throw new Error('the example has no authorizer');
};

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
};

const isFree = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
