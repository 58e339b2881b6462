import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../../../lib/config';
import { partnerFiles } from '../../../lib/identity/partner-files';
import { generateKeyPair } from '../../../lambda/x509';
import { authority, daysFromNow, leaf } from '../../lambda/guard/support/certificates';

const folder = mkdtempSync(join(tmpdir(), 'partners-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const declared = { env: 'test', partners: [{ name: 'acme', scopes: [], certificates: ['acme.pem'] }] };
const read = () => partnerFiles(declared, folder);

test('a certificate is read with the partner it belongs to', async () => {
  const certificate = await leaf(await authority());
  writeFileSync(join(folder, 'acme.pem'), certificate);
  const [file] = read();
  expect(file).toMatchObject({ partner: 'acme', file: 'acme.pem' });
  expect(file?.certificate.replaceAll(/\s/g, '')).toBe(certificate.replaceAll(/\s/g, ''));
});

test('a file that is not there is refused', () =>
  expect(() => partnerFiles(declared, join(folder, 'nowhere'))).toThrow(
    new ConfigError("config/test/partners/acme.pem: got no such file, takes the partner's certificate as PEM"),
  ));

test.each<[string, () => Promise<string>, string]>([
  ['a CA', async () => (await authority()).certificate, 'got a CA, takes the certificate of a client'],
  [
    'a certificate with its CA',
    async () => `${await leaf(await authority())}\n${(await authority()).certificate}`,
    'got 2 certificates, takes one; its CA belongs into truststore/',
  ],
  ['an empty file', async () => '', 'takes'],
  [
    'a certificate of a server',
    async () => leaf(await authority(), { usages: ['serverAuth'] }),
    'got one without clientAuth',
  ],
  [
    'one that has ended',
    async () => leaf(await authority(), { notAfter: daysFromNow(-1) }),
    'takes one that is in force',
  ],
  ['a private key', async () => generateKeyPair().privateKey, 'takes'],
])('%s is refused in one line', async (_, content, message) => {
  writeFileSync(join(folder, 'acme.pem'), await content());
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(message);
  expect(read).toThrow(/^config\/test\/partners\/acme\.pem: got [^\n]+$/);
  expect(read).not.toThrow('PRIVATE KEY-----\n');
});
