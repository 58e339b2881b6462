import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  describeFinding,
  generateKeyPair,
  issueAuthority,
  issueLeaf,
  lintFiles,
  localSigner,
  type Issuer,
  type TruststoreFile,
} from '../../../lambda/x509';
import { rsaKeys } from '../../rsa-keys';

const day = 86_400_000;
const [{ privateKey: rsa2048 }] = rsaKeys();

async function authority(
  subject: string,
  {
    validityDays = 3_650,
    ...rest
  }: { validityDays?: number; issuer?: Issuer; pathLength?: number; notBefore?: Date } = {},
): Promise<Issuer> {
  const signer = localSigner(generateKeyPair().privateKey);
  return { signer, certificate: await issueAuthority({ subject, signer, validityDays, ...rest }) };
}

/** A self-signed CA as OpenSSL makes one, of a new key as `openssl req` takes it, or of one there is. */
function openssl(of: readonly string[] | KeyObject, ...options: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'lint-'));
  const key = join(folder, 'key.pem');
  try {
    if ('type' in of) writeFileSync(key, of.export({ type: 'pkcs8', format: 'pem' }));
    const asked = 'type' in of ? ['-key', key] : ['-keyout', key, '-nodes', ...of];
    const out = ['-days', '3650', '-out', join(folder, 'cert.pem')];
    execFileSync('openssl', ['req', '-x509', ...asked, ...out, ...options], { stdio: 'ignore' });
    return readFileSync(join(folder, 'cert.pem'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ec = (curve: string) => ['-newkey', 'ec', '-pkeyopt', `ec_paramgen_curve:${curve}`];
const usage = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign'];

let root: Issuer;
let below: Issuer;
beforeAll(async () => {
  root = await authority('CN=root', { pathLength: 3 });
  below = await authority('CN=below', { issuer: root, validityDays: 1_000, pathLength: 2 });
});

const soon = async (subject: string): Promise<string> => (await authority(subject, { validityDays: 40 })).certificate;
const file = (name: string, ...pems: string[]): TruststoreFile => ({ name, text: pems.join('') });
const found = (...files: TruststoreFile[]) => lintFiles(files);

test('a root, and a CA under it, in one file or in two, are good', () => {
  expect(found(file('a.pem', root.certificate))).toEqual([]);
  expect(found(file('a.pem', root.certificate, below.certificate))).toEqual([]);
  expect(found(file('a.pem', below.certificate), file('b.pem', root.certificate))).toEqual([]);
});

test('CAs of RSA 2048 and P-384 by OpenSSL are good', () => {
  const rsa = openssl(rsa2048, '-subj', '/CN=rsa', ...usage);
  const p384 = openssl(ec('P-384'), '-subj', '/CN=p384', ...usage);
  expect(found(file('a.pem', rsa, p384))).toEqual([]);
});

describe('an error names file, certificate, what, and how to mend:', () => {
  const leaf = async () =>
    issueLeaf({
      subject: 'CN=phone',
      spki: generateKeyPair().spki,
      issuer: root,
      usages: ['clientAuth'],
      validityDays: 9,
    });
  const long = async () => {
    const three = await authority('CN=three', { issuer: below, validityDays: 900, pathLength: 1 });
    const four = await authority('CN=four', { issuer: three, validityDays: 800, pathLength: 1 }).catch(() => undefined);
    return [root, below, three, ...(four === undefined ? [] : [four])].map(({ certificate }) => certificate);
  };
  const key = () =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' }).toString();

  test.each<[string, () => Promise<TruststoreFile[]>, RegExp]>([
    ['nothing at all', async () => [file('a.pem')], /^a\.pem: got no certificate; takes one CA or more/],
    [
      'half a block',
      async () => [file('a.pem', '-----BEGIN CERTIFICATE-----\nAA')],
      /^a\.pem: PEM: got a block without/,
    ],
    [
      'bytes that are no certificate',
      async () => [file('a.pem', root.certificate, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')],
      /^a\.pem: certificate 2: .*; write it again/,
    ],
    ['a private key', async () => [file('ca.key', key())], /^ca\.key: got a private key; remove the file/],
    ['a key beside a CA', async () => [file('a.pem', root.certificate, key())], /^a\.pem: got a private key/],
    ['a leaf', async () => [file('a.pem', root.certificate, await leaf())], /^a\.pem: CN=phone: got no CA:TRUE/],
    [
      'a CA that says nothing of signing certificates',
      async () => [file('a.pem', openssl(ec('P-256'), '-subj', '/CN=weak', '-addext', 'keyUsage=critical,cRLSign'))],
      /^a\.pem: CN=weak: got no keyCertSign/,
    ],
    [
      'RSA 1024',
      async () => [file('a.pem', openssl(['-newkey', 'rsa:1024'], '-subj', '/CN=weak', ...usage))],
      /^a\.pem: CN=weak: got a key of type RSA 1024; takes EC P-256/,
    ],
    [
      'P-521',
      async () => [file('a.pem', openssl(ec('P-521'), '-subj', '/CN=odd', ...usage))],
      /CN=odd: got a key of type EC P-521/,
    ],
    [
      'SHA-1',
      async () => [file('a.pem', openssl(rsa2048, '-sha1', '-subj', '/CN=old', ...usage))],
      /CN=old: got a signature over SHA-1; takes SHA-256 or better/,
    ],
    [
      'one subject twice',
      async () => [file('a.pem', root.certificate), file('b.pem', (await authority('CN=root')).certificate)],
      /^b\.pem: CN=root: got more than one certificate with this subject, the other in a\.pem/,
    ],
    [
      'a CA without its issuer',
      async () => [file('a.pem', below.certificate)],
      /^a\.pem: CN=below: got no certificate of its issuer, CN=root; add that one too/,
    ],
    [
      'a CA beside another of its issuer’s name',
      async () => [file('a.pem', below.certificate), file('b.pem', (await authority('CN=root')).certificate)],
      /^a\.pem: CN=below: got a signature that the certificate of its issuer, CN=root in b\.pem, does not verify/,
    ],
    [
      'one that has ended',
      async () => [
        file(
          'a.pem',
          (await authority('CN=old', { validityDays: 5, notBefore: new Date(Date.now() - 9 * day) })).certificate,
        ),
      ],
      /^a\.pem: CN=old: expired on .*; remove it/,
    ],
    [
      'one that ends within sixty days, while nothing follows it',
      async () => [file('a.pem', root.certificate, (await authority('CN=old', { validityDays: 59 })).certificate)],
      /^a\.pem: CN=old: expires on .*, in 58 days; add the CA that follows it now .*: of the same name but for its CN; or say under clients\.ending/,
    ],
    [
      'one that another of its name follows, which ends as soon',
      async () => [file('a.pem', await soon('CN=1, O=Example'), await soon('CN=2, O=Example'))],
      /^a\.pem: CN=1, O=Example: expires on .*\na\.pem: CN=2, O=Example: expires on /,
    ],
    [
      'a root that only an issuing CA of its name outlives',
      async () => {
        const issuer = await authority('CN=other', { pathLength: 1 });
        const issuing = await authority('O=Example, CN=issuing', { issuer, validityDays: 900 });
        return [file('a.pem', await soon('O=Example, CN=old'), issuing.certificate, issuer.certificate)];
      },
      /^a\.pem: O=Example, CN=old: expires on /,
    ],
    [
      'one that has not begun',
      async () => [file('a.pem', (await authority('CN=new', { notBefore: new Date(Date.now() + day) })).certificate)],
      /^a\.pem: CN=new: is not valid before/,
    ],
    [
      'over a megabyte',
      async () => [file('a.pem', root.certificate, ' '.repeat(1_000_001))],
      /got \d+ bytes; keep 1000000/,
    ],
  ])('%s', async (_, files, expected) => {
    const findings = found(...(await files()));
    expect(
      findings
        .filter(({ severity }) => severity === 'error')
        .map(describeFinding)
        .join('\n'),
    ).toMatch(new RegExp(expected.source, 'm'));
  });

  test('a chain of more than four CAs', async () => {
    const chain = await long();
    expect(found(file('a.pem', ...chain))).toEqual([]);
    let issuer = await authority('CN=1', { pathLength: 9 });
    const pems = [issuer.certificate];
    for (let level = 2; level <= 5; level += 1) {
      issuer = await authority(`CN=${level}`, { issuer, validityDays: 3_000 - level, pathLength: 9 - level });
      pems.push(issuer.certificate);
    }
    expect(found(file('a.pem', ...pems)).map(describeFinding)).toEqual([
      'a.pem: CN=5: got a chain of more than 4 CAs; have it issued nearer to its root',
    ]);
  });

  test('more certificates than a truststore holds', () => {
    const many = file('a.pem', ...Array.from({ length: 1_001 }, () => root.certificate));
    expect(found(many).map(describeFinding)).toContainEqual(expect.stringMatching(/got 1001 certificates; keep 1000/));
  });
});

describe('a CA that ends within sixty days is a warning, and stops nothing,', () => {
  test('while the one that follows it stands beside it', async () => {
    const next = await authority('C=DE, O=Example, CN=MDM 2');
    expect(found(file('a.pem', await soon('C=DE, O=Example, CN=MDM 1')), file('b.pem', next.certificate))).toEqual([
      expect.objectContaining({ severity: 'warning', file: 'a.pem', mend: 'remove it when nobody uses it' }),
    ]);
  });

  test('where the configuration says why none follows; a reason without its file is an error', async () => {
    const ending = { 'a.pem': 'the contract ends' };
    const findings = lintFiles([file('a.pem', await soon('CN=partner'))], { ending });
    expect(findings).toEqual([expect.objectContaining({ severity: 'warning', mend: 'the contract ends' })]);
    expect(lintFiles([file('b.pem', root.certificate)], { ending }).map(describeFinding)).toEqual([
      'a.pem: got a reason for its end, but no such file; take it out of clients.ending',
    ]);
  });
});

test('no finding holds a key or a PEM', () => {
  const { privateKey } = generateKeyPair();
  expect(
    found(file('a.pem', root.certificate, privateKey))
      .map(describeFinding)
      .join(),
  ).not.toMatch(/BEGIN|MII/);
});
