import { createServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { generateKeyPair, issueAuthority, issueLeaf, localSigner } from '../../../lambda/x509';
import type { ClientCertificate } from '../../../tools/drills/client';
import { createAddresses, createField, type OpenField, type Site } from '../../../tools/drills/field';
import type { Call } from '../../../tools/drills/types';
import { createProxiedAddresses, createProxyListener } from '../../../tools/local/proxy-protocol';

/** Two doors that say who knocked: the name in the client's certificate, and whether there was one. */

const signer = localSigner(generateKeyPair().privateKey);
const servers: Server[] = [];
let field: OpenField;
const token = (sub: string) => `e30.${Buffer.from(JSON.stringify({ sub })).toString('base64url')}.x`;

async function leaf(name: string, authority: string): Promise<ClientCertificate> {
  const { spki, privateKey } = generateKeyPair();
  const certificate = await issueLeaf({
    subject: `CN=${name}`,
    spki,
    issuer: { certificate: authority, signer },
    usages: ['serverAuth', 'clientAuth'],
    names: { dns: ['localhost'] },
    validityDays: 1,
  });
  return { certificate, privateKey };
}

async function door(name: string, { certificate, privateKey }: ClientCertificate) {
  const server = createServer({ cert: certificate, key: privateKey, requestCert: true, rejectUnauthorized: false });
  server.on('request', (request, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate() as { subject?: { CN: string } };
    response.end(`${name}: ${subject?.CN ?? 'nobody'}`);
  });
  const proxy = createProxyListener(socket => server.emit('connection', socket), createProxiedAddresses());
  servers.push(server, proxy);
  await new Promise<void>(resolve => void proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  return { url: 'https://localhost', port, proxyPort: port, notModelled: [] };
}

beforeAll(async () => {
  const authority = await issueAuthority({ subject: 'CN=all', signer, validityDays: 2 });
  const [server, alice, bob] = await Promise.all(['localhost', 'alice', 'bob'].map(name => leaf(name, authority)));
  if (server === undefined) throw new Error('no certificate');
  const chain = {
    entry: await door('api', server),
    enrol: await door('enrol', server),
    world: { publicCa: { certificate: authority } },
  };
  const site = {
    chain,
    alice: { token: token('a'), certificate: alice },
    bob: { token: token('b'), certificate: bob },
  };
  field = createField(site as unknown as Site, createAddresses());
});
afterAll(async () => {
  await field.close();
  servers.forEach(server => server.close());
});

test.each<[string, Omit<Call, 'path'>, string]>([
  ['a token of Alice', { token: token('a') }, 'api: alice'],
  ['a token of Bob', { token: token('b') }, 'api: bob'],
  ['a token that is none', { token: 'guessed' }, 'api: alice'],
  ['no token', {}, 'api: alice'],
  ['no certificate on purpose', { token: token('a'), certificate: null }, 'api: nobody'],
  ['Bob at the enrolment door', { token: token('b'), door: 'enrol' }, 'enrol: nobody'],
])('%s comes with the certificate that belongs to it', async (_, call, body) => {
  await expect(field.call({ path: '/', ...call })).resolves.toMatchObject({ status: 200, body });
});

test('a drill may show another certificate, also at the enrolment door', async () => {
  const { certificate } = field.bob;
  if (certificate === undefined) throw new Error('no certificate');
  const stolen = await field.call({ path: '/', token: token('a'), certificate });
  expect(stolen.body).toBe('api: bob');
  expect((await field.call({ path: '/', certificate, door: 'enrol' })).body).toBe('enrol: bob');
});
