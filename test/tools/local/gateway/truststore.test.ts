import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readTruststore } from '../../../../tools/local/gateway/truststore';
import { rsaKeys } from '../../../rsa-keys';
import { clientOf, newAuthority } from './fixture';

const day = 86_400_000;
const run = promisify(execFile);
let directory: string;
beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'portcullis-truststore-'))));
afterAll(() => rmSync(directory, { recursive: true }));

const verify = (bundle: string, presented: readonly string[], now?: () => number): string => {
  try {
    return readTruststore(bundle, 'test', { now }).verify(presented.map(pem => new X509Certificate(pem))).subject;
  } catch (error) {
    return (error as { reason: string }).reason;
  }
};

/** OpenSSL makes what our own issuing code refuses to: intermediates, weak algorithms. */
async function openssl(
  name: string,
  subject: string,
  issuer: string | undefined,
  options: readonly string[],
): Promise<string> {
  const path = (file: string) => join(directory, file);
  const signing = issuer === undefined ? [] : ['-CA', path(`${issuer}.pem`), '-CAkey', path(`${issuer}.key`)];
  writeFileSync(path('none.cnf'), '[req]\ndistinguished_name=dn\n[dn]\n');
  const files = ['-config', path('none.cnf'), '-keyout', path(`${name}.key`), '-out', path(`${name}.pem`)];
  await run('openssl', ['req', '-x509', '-subj', subject, '-days', '2', '-nodes', ...files, ...signing, ...options]);
  return readFileSync(path(`${name}.pem`), 'utf8');
}
const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-sha256'];
const ca = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign'];
const leaf = ['-addext', 'basicConstraints=critical,CA:FALSE'];

describe('a client certificate', () => {
  test('of the CA passes, whatever it is for', async () => {
    const authority = await newAuthority();
    const { cert } = await clientOf(authority);
    const { cert: server } = await clientOf(authority, { usages: ['serverAuth'] });
    expect(verify(authority.certificate, [cert])).toBe('CN=edge');
    expect(verify(authority.certificate, [server])).toBe('CN=edge');
  });

  test('of either generation passes while both are trusted', async () => {
    const [a, b] = [await newAuthority('CN=CA a'), await newAuthority('CN=CA b')];
    const { cert } = await clientOf(b);
    expect(verify(a.certificate + b.certificate, [cert])).toBe('CN=edge');
    expect(verify(a.certificate, [cert])).toBe('unknown-issuer');
  });

  test('that is missing, self-signed, or of a CA with the same name and another key is refused', async () => {
    const authority = await newAuthority();
    const namesake = await newAuthority();
    const { cert } = await clientOf(namesake);
    expect(verify(authority.certificate, [])).toBe('no-client-certificate');
    expect(verify(authority.certificate, [namesake.certificate])).toBe('self-signed');
    expect(verify(authority.certificate, [cert])).toBe('unknown-issuer');
    expect(verify(authority.certificate, [cert, namesake.certificate])).toBe('unknown-issuer');
    // A leaf put beside the CA's own certificate proves nothing.
    expect(verify(authority.certificate, [cert, authority.certificate])).toBe('unknown-issuer');
  });

  test('is refused before its time and after it', async () => {
    const authority = await newAuthority();
    const now = Date.now();
    const { cert: expired } = await clientOf(authority, {
      notBefore: new Date(now - 2 * day),
      notAfter: new Date(now - day),
    });
    const { cert: early } = await clientOf(authority, {
      notBefore: new Date(now + day),
      notAfter: new Date(now + 2 * day),
    });
    expect(verify(authority.certificate, [expired])).toBe('expired');
    expect(verify(authority.certificate, [early])).toBe('not-yet-valid');
  });

  test('expired and also for another purpose is called expired', async () => {
    const authority = await newAuthority();
    const { cert } = await clientOf(authority, {
      usages: ['serverAuth'],
      notBefore: new Date(Date.now() - 2 * day),
      notAfter: new Date(Date.now() - day),
    });
    expect(verify(authority.certificate, [cert])).toBe('expired');
  });

  test('may come through intermediates, sent or trusted, in a chain of four at most', async () => {
    const root = await openssl('root', '/CN=root', undefined, [...ec, ...ca]);
    const one = await openssl('one', '/CN=one', 'root', [...ec, ...ca]);
    const two = await openssl('two', '/CN=two', 'one', [...ec, ...ca]);
    const three = await openssl('three', '/CN=three', 'two', [...ec, ...ca]);
    const four = await openssl('client4', '/CN=client', 'two', [...ec, ...leaf]);
    const five = await openssl('client5', '/CN=client', 'three', [...ec, ...leaf]);
    expect(verify(root, [four, two, one])).toBe('CN=client');
    expect(verify(root + one + two, [four])).toBe('CN=client');
    expect(verify(root, [four, one])).toBe('unknown-issuer');
    expect(verify(root, [five, three, two, one])).toBe('chain-too-long');
    // Trusting an intermediate without its root makes no chain.
    expect(verify(one + two, [four])).toBe('unknown-issuer');
  });

  test('signed by a leaf is refused', async () => {
    const root = await openssl('root', '/CN=root', undefined, [...ec, ...ca]);
    const middle = await openssl('middle', '/CN=middle', 'root', [...ec, ...leaf]);
    const client = await openssl('client', '/CN=client', 'middle', [...ec, ...leaf]);
    expect(verify(root, [client, middle])).toBe('unknown-issuer');
  });

  test.each([
    ['SHA-1', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-sha1']],
    ['RSA of 1024 bits', ['-newkey', 'rsa:1024', '-sha256']],
    ['P-521', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-521', '-sha256']],
  ])('with %s is weak', async (_, options) => {
    const root = await openssl('root', '/CN=root', undefined, [...ec, ...ca]);
    const client = await openssl('weak', '/CN=client', 'root', [...options, ...leaf]);
    expect(verify(root, [client])).toBe('weak');
  });

  test('with RSA of 2048 bits passes', async () => {
    const root = await openssl('root', '/CN=root', undefined, [...ec, ...ca]);
    const key = join(directory, 'rsa.key');
    writeFileSync(key, rsaKeys()[0].privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const client = await openssl('strong', '/CN=client', 'root', ['-key', key, '-sha256', ...leaf]);
    expect(verify(root, [client])).toBe('CN=client');
  });
});

describe('a truststore', () => {
  test.each([
    ['nothing', '', /takes one CA or more/],
    [
      'no certificate',
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }),
      /private key/,
    ],
  ])('of %s is refused', (_, bundle, message) => {
    expect(() => readTruststore(String(bundle), 'origin.example')).toThrow(message);
  });

  test('with one subject twice, or expired, is refused as API Gateway refuses it', async () => {
    const [one, other] = [await newAuthority(), await newAuthority()];
    expect(() => readTruststore(one.certificate + other.certificate, 'x')).toThrow(/more than one certificate/);
    expect(() => readTruststore(one.certificate, 'x', { now: () => Date.now() + 60 * day })).toThrow(/expired/);
  });
});
