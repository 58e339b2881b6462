import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, issueAuthority, localSigner } from '../../../lambda/x509';
import { fingerprintOf, repositoryBundle } from '../../../lib/trust/truststore-folder';

const config = { env: 'test', clients: { ending: {} } };
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'folder-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const authority = (subject: string, validityDays = 3_650) =>
  issueAuthority({ subject, signer: localSigner(generateKeyPair().privateKey), validityDays });
const put = (name: string, text: string) => writeFileSync(join(folder, name), text);

test('the bundle is the certificates of the files in the order of their names, and nothing around them', async () => {
  const [a, b] = [await authority('CN=a'), await authority('CN=b', 100)];
  put('2.pem', `a comment\n${b}`);
  put('1.pem', a);
  put('README.md', 'where they come from');
  put('.gitkeep', '');
  const bundle = repositoryBundle(config, folder);
  expect(readFileSync(bundle?.path ?? '', 'utf8')).toBe(a + b);
  expect(bundle).toMatchObject({ fingerprint: fingerprintOf(a + b), warnings: [] });
  expect(bundle?.firstEnd.getTime()).toBeLessThan(Date.now() + 100 * 86_400_000);
});

test('an error ends the synthesis with a line for each, a warning does not', async () => {
  put('soon.pem', await authority('CN=soon', 40));
  const leaving = { env: 'test', clients: { ending: { 'soon.pem': 'the contract ends' } } };
  expect(repositoryBundle(leaving, folder)?.warnings).toMatchObject([{ file: 'soon.pem', mend: 'the contract ends' }]);
  put('soon.pem', await authority('O=Soon, CN=1', 40));
  put('soon-2.pem', await authority('O=Soon, CN=2'));
  expect(repositoryBundle(config, folder)?.warnings).toHaveLength(1);
  put('key.pem', generateKeyPair().privateKey);
  put('text.pem', 'no certificate');
  put('old.pem', await authority('CN=old', 3));
  expect(() => repositoryBundle(config, folder)).toThrow(
    expect.objectContaining({
      name: 'ConfigError',
      message: expect.stringMatching(
        /^config\/test\/truststore\/key\.pem: got a private key; .*\n.*\/text\.pem: got no certificate; .*\n.*\/old\.pem: CN=old: expires on/,
      ),
    }),
  );
});

test('there is no bundle where there is no folder, or nothing in it', () => {
  mkdirSync(join(folder, 'empty'));
  expect(repositoryBundle(config, join(folder, 'empty'))).toBeUndefined();
  expect(repositoryBundle(config, join(folder, 'gone'))).toBeUndefined();
});
