import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expiry, inspect, issue, revoke } from '../../../bin/commands/trust/certificates';
import { diff, init, lint, rotate } from '../../../bin/commands/trust/folder';
import type { Target } from '../../../bin/commands/trust/target';
import {
  generateKeyPair,
  issueAuthority,
  issueLeaf,
  localSigner,
  readCertificate,
  type Issuer,
} from '../../../lambda/x509';
import { loadConfig, type ClientsConfig } from '../../../lib/config';
import { fingerprintOf } from '../../../lib/trust/truststore-folder';
import { csr, startOffice, type Office } from '../../lambda/certificates/support';

/** The commands against the certificates function itself; how it is reached over the network is tested with the chain. */
let office: Office;
let folder: string;
let said: string[];
let complained: string[];
beforeAll(async () => {
  jest.spyOn(console, 'log').mockReturnValue();
  office = await startOffice();
});
afterAll(async () => {
  await office.stop();
  jest.restoreAllMocks();
});
beforeEach(() => {
  said = [];
  complained = [];
  jest.spyOn(console, 'log').mockImplementation((text: string) => void said.push(text));
  jest.spyOn(console, 'error').mockImplementation((text: string) => void complained.push(text));
  folder = mkdtempSync(join(tmpdir(), 'trust-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const target = (
  truststore: Awaited<ReturnType<Target['truststore']>> = { uri: 's3://b/k', bundle: '', source: '' },
): Target => ({
  config: loadConfig('managed-edge') as ClientsConfig,
  folder,
  users: new Map([['alice', 'sub-of-alice']]),
  operator: 'operator test',
  ask: request => office.ask(request),
  truststore: async () => truststore,
});

async function authority(subject: string, validityDays = 3_650): Promise<Issuer> {
  const signer = localSigner(generateKeyPair().privateKey);
  return { signer, certificate: await issueAuthority({ subject, signer, validityDays }) };
}
const put = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
/** A file that is not in the folder. */
function elsewhere(name: string, text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'trust-other-')), name);
  writeFileSync(path, text);
  return path;
}

describe('trust issue and revoke', () => {
  const device = 'phone-1';
  test('give a certificate with its chain, then take it back by its file', async () => {
    const out = elsewhere('phone.pem', '');
    const request = elsewhere('phone.csr', await csr());
    expect(await issue({ csr: request, user: 'alice', device, out }, target())).toBe(0);
    const [leaf = '', chain = ''] = readFileSync(out, 'utf8').split(/(?<=END CERTIFICATE-----\n)/);
    expect(readCertificate(leaf).issuer).toBe(readCertificate(chain).subject);
    const { fingerprint } = readCertificate(leaf);
    expect(await office.row(fingerprint)).toMatchObject({ owner: 'user#sub-of-alice', requestedBy: 'operator test' });

    expect(await revoke(out, { reason: 'keyCompromise' }, target())).toBe(0);
    expect(said.join()).toMatch(/revoked at 20.*the guard knows within 5 s/);
    expect(await office.row(fingerprint)).toMatchObject({ state: 'revoked' });
  });

  test('a refusal is one line and exit 1, without what was sent', async () => {
    const request = elsewhere('phone.csr', 'hello');
    expect(await issue({ csr: request, user: 'alice', device }, target())).toBe(1);
    expect(complained).toEqual([expect.stringMatching(/^refused: csr_unreadable: request: got something else/)]);
    expect(await revoke('0'.repeat(64), { reason: 'keyCompromise' }, target())).toBe(1);
  });

  test.each([
    [{ user: 'alice', client: 'acme' }, /--user, --client: takes one of them/],
    [{ user: 'alice' }, /--csr, --certificate: takes one of them/],
    [{ user: 'alice', csr: '/nowhere.csr' }, /nowhere\.csr: cannot be read/],
  ])('%j is a mistake', async (options, message) => {
    await expect(issue({ device, ...options }, target())).rejects.toThrow(message);
  });

  test('records a certificate of another CA', async () => {
    const mdm = await authority('CN=MDM');
    const { spki } = generateKeyPair();
    const leaf = await issueLeaf({ subject: 'CN=x', spki, issuer: mdm, usages: ['clientAuth'], validityDays: 9 });
    const certificate = elsewhere('x.pem', leaf);
    expect(await issue({ certificate, client: 'client-of-acme', device: 'acme' }, target())).toBe(0);
    expect(await office.row(readCertificate(leaf).fingerprint)).toMatchObject({ owner: 'client#client-of-acme' });
    expect(await expiry({ days: 30 }, target({ uri: 's3://b/k', bundle: mdm.certificate, source: '' }))).toBe(1);
    expect(said.join('\n')).toMatch(/1 CAs in force, 0 of them end[^]*client#client-of-acme acme \(ends/);
  });

  test('a reason that RFC 5280 does not know is a mistake', async () =>
    expect(revoke('0'.repeat(64), { reason: 'stolen' }, target())).rejects.toThrow(
      /--reason: got stolen, takes one of: key/,
    ));
});

test('trust inspect says what a certificate says', async () => {
  expect(await inspect([put('ca.pem', (await authority('CN=shown')).certificate)])).toBe(0);
  expect(said.join('\n')).toMatch(/subject +CN=shown\n[^]*kind +CA, path length 0\n[^]*keyCertSign/);
  await expect(inspect([put('no.pem', 'text')])).rejects.toThrow(/no\.pem: got no certificate/);
  const inForce = { uri: 's3://trust/bundle.pem', bundle: (await authority('CN=in force')).certificate, source: '' };
  expect(await inspect([], {}, () => target(inForce))).toBe(0);
  expect(said.join('\n')).toMatch(/s3:\/\/trust\/bundle\.pem\n +subject +CN=in force\n/);
});

describe('trust init', () => {
  test('puts CAs into the folder and says what comes next; a bad one is not put in', async () => {
    const ca = elsewhere('mdm.crt', (await authority('CN=MDM')).certificate);
    expect(await init([ca], { env: 'managed-edge', folder })).toBe(0);
    expect(readdirSync(folder)).toEqual(['mdm.pem']);
    expect(said.join('\n')).toMatch(/next: deploy managed-edge: its trust stack makes a root and an issuing CA/);
    const key = elsewhere('ca.pem', generateKeyPair().privateKey);
    expect(await init([key], { env: 'managed-edge', folder })).toBe(1);
    expect(readdirSync(folder)).toEqual(['mdm.pem']);
    await expect(init([], { env: 'example', folder })).rejects.toThrow(
      /got profile consumer, takes managed or partner/,
    );
  });
});

describe('trust lint', () => {
  test('a good folder is 0, a bad one 1 with file, what and how to mend', async () => {
    put('a.pem', (await authority('CN=a')).certificate);
    expect(await lint(folder, {})).toBe(0);
    put('b.key', generateKeyPair().privateKey);
    expect(await lint(folder, {})).toBe(1);
    expect(said.join('\n')).toMatch(/ERROR {2}.*b\.key: got a private key; remove the file/);
  });
  test('what the repository itself holds is good', async () => expect(await lint(undefined, {})).toBe(0));
  test('a folder that is not there is a mistake', () => expect(lint('/nowhere', {})).rejects.toThrow(/no such folder/));
});

describe('trust rotate', () => {
  const options = { add: [], remove: [], days: 30, write: false };

  test('shows what is added and removed, and writes only when told to', async () => {
    put('old.pem', (await authority('CN=old')).certificate);
    const add = [elsewhere('new.pem', (await authority('CN=new')).certificate)];
    expect(await rotate({ ...options, add, remove: ['old.pem'] }, target())).toBe(0);
    expect(said.join('\n')).toMatch(/^\+ CN=new .*\n- CN=old .*\nnothing is written/);
    expect(readdirSync(folder)).toEqual(['old.pem']);
    expect(await rotate({ ...options, add, remove: ['old.pem'], write: true }, target())).toBe(0);
    expect(readdirSync(folder)).toEqual(['new.pem']);
  });

  test('refuses to cut off what was issued lately, directly or through a CA above', async () => {
    const signer = localSigner(generateKeyPair().privateKey);
    const root = {
      signer,
      certificate: await issueAuthority({ subject: 'CN=root', signer, validityDays: 900, pathLength: 1 }),
    };
    const below = localSigner(generateKeyPair().privateKey);
    const sub = {
      signer: below,
      certificate: await issueAuthority({ subject: 'CN=sub', signer: below, issuer: root, validityDays: 800 }),
    };
    const { spki } = generateKeyPair();
    const leaf = await issueLeaf({ subject: 'CN=y', spki, issuer: sub, usages: ['clientAuth'], validityDays: 9 });
    await issue({ certificate: elsewhere('y.pem', leaf), client: 'client-of-globex', device: 'globex' }, target());
    put('root.pem', root.certificate);
    put('sub.pem', sub.certificate);
    expect(await rotate({ ...options, remove: ['root.pem', 'sub.pem'], write: true }, target())).toBe(1);
    expect(said.join('\n')).toMatch(/ERROR {2}CN=sub: would cut off 1 certificates issued in the last 30 days/);
    expect(readdirSync(folder)).toEqual(['root.pem', 'sub.pem']);
    // The same without the certificates of the last day.
    expect(await rotate({ ...options, days: 0, remove: ['root.pem', 'sub.pem'], write: true }, target())).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('refuses what does not lint, and a file that is not there', async () => {
    put('a.pem', (await authority('CN=a')).certificate);
    const add = [elsewhere('b.pem', (await authority('CN=a')).certificate)];
    expect(await rotate({ ...options, add, write: true }, target())).toBe(1);
    expect(readdirSync(folder)).toEqual(['a.pem']);
    await expect(rotate({ ...options, remove: ['x.pem'] }, target())).rejects.toThrow(
      /--remove: got x\.pem, takes a file of/,
    );
  });
});

describe('trust diff', () => {
  test('0 where the deployed bundle is of the repository, 1 with the difference where it is not', async () => {
    const [a, b] = [await authority('CN=a'), await authority('CN=b')];
    put('a.pem', a.certificate);
    const uri = 's3://bucket/clients/truststore/x.pem';
    const same = { uri, bundle: a.certificate, source: fingerprintOf(a.certificate) };
    expect(await diff({}, target(same))).toBe(0);
    const other = { uri, bundle: b.certificate, source: fingerprintOf(b.certificate) };
    expect(await diff({}, target(other))).toBe(1);
    expect(said.join('\n')).toMatch(/\+ CN=a .*\n- CN=b .*\nthey differ: deploy/);
  });
});
