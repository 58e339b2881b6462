import { createHash, X509Certificate } from 'node:crypto';
import {
  generateKeyPair,
  issueAuthority,
  issueLeaf,
  lintTruststore,
  localSigner,
  pemBundle,
  readCertificate,
} from '../../../lambda/x509';

const authority = async (subject: string, notBefore = new Date(Date.now() - 1_000), validityDays = 10) => {
  const signer = localSigner(generateKeyPair().privateKey);
  return { signer, certificate: await issueAuthority({ subject, signer, notBefore, validityDays }) };
};

let pem: string;
beforeAll(async () => {
  pem = (await authority('CN=a')).certificate;
});

test('the fingerprint is SHA-256 over the DER, in lower-case hex', () => {
  const der = new X509Certificate(pem).raw;
  expect(readCertificate(pem).fingerprint).toBe(createHash('sha256').update(der).digest('hex'));
});

test('the serial is the one OpenSSL shows', () => {
  expect(readCertificate(pem).serialNumber).toBe(new X509Certificate(pem).serialNumber.toLowerCase());
});

test.each([
  ['nothing', ''],
  ['other text', 'hello'],
  ['a block of garbage', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
])('%s is no certificate', (_, text) => {
  expect(() => readCertificate(text)).toThrow(expect.objectContaining({ code: 'unreadable' }));
});

describe('a bundle', () => {
  test('is its certificates in their order, whatever stands between them', async () => {
    const other = (await authority('CN=b')).certificate;
    expect(pemBundle(`# first\n${pem}\r\n\n# second\n${other}`)).toEqual([pem, other]);
    expect(pemBundle('')).toEqual([]);
  });

  test('with a private key is refused without repeating it', () => {
    const { privateKey } = generateKeyPair();
    expect(() => pemBundle(pem + privateKey)).toThrow(expect.objectContaining({ code: 'private_key' }));
    expect(() => pemBundle(privateKey)).not.toThrow(
      expect.objectContaining({ message: expect.stringContaining('MIG') }),
    );
  });

  test('that ends in the middle is refused', () => {
    expect(() => pemBundle(pem.slice(0, 200))).toThrow(expect.objectContaining({ code: 'unreadable' }));
  });

  test('of something else than certificates is refused by name', () => {
    expect(() => pemBundle(pem.replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST'))).toThrow(/CERTIFICATE REQUEST/);
  });
});

describe('a truststore', () => {
  test('of CAs with names of their own has no problem', async () => {
    expect(lintTruststore(pem + (await authority('CN=b')).certificate)).toEqual([]);
  });

  test.each<[string, RegExp, () => Promise<string>]>([
    ['nothing', /got no certificate/, async () => ''],
    [
      'something unreadable',
      /no X\.509 parser/,
      async () => '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
    ],
    ['a private key', /got a private key/, async () => generateKeyPair().privateKey],
    ['two CAs of one name', /more than one certificate/, async () => pem + (await authority('CN=a')).certificate],
    ['an expired CA', /expired on/, async () => (await authority('CN=a', new Date('2020-01-01'))).certificate],
    [
      'a CA of the future',
      /not valid before/,
      async () => (await authority('CN=a', new Date('2090-01-01'))).certificate,
    ],
    [
      'a leaf',
      /no CA:TRUE/,
      async () => {
        const { spki } = generateKeyPair();
        const issuer = await authority('CN=a');
        return issueLeaf({ subject: 'CN=leaf', spki, issuer, usages: ['clientAuth'], validityDays: 1 });
      },
    ],
    ['a CA with an RSA key of 1024 bits, signed over SHA-1', /RSA 1024.*SHA-1/, async () => weak],
  ])('of %s is refused', async (_, problem, bundle) => {
    expect(lintTruststore(await bundle()).join(' ')).toMatch(problem);
  });
});

// openssl req -x509 -newkey rsa:1024 -sha1 -days 36500 -subj /CN=weak -addext keyUsage=critical,keyCertSign
const weak = `-----BEGIN CERTIFICATE-----
MIICDDCCAXWgAwIBAgIURhAJAZ13nY995Ajo71ECW8BYO1EwDQYJKoZIhvcNAQEF
BQAwDzENMAsGA1UEAwwEd2VhazAgFw0yNjExMjMwNzMwNDZaGA8yMTI2MTAzMDA3
MzA0NlowDzENMAsGA1UEAwwEd2VhazCBnzANBgkqhkiG9w0BAQEFAAOBjQAwgYkC
gYEAyI4gl4HPmAauwn2Phknnc125jSo6EputKbUBWJ0V8NyhepGQ8irfKCHUwspZ
RU5yMHM7Ha8bNHJitlGxR6iSmXerZ7vPBCt/Gh4MLmlhtrQS0pV3Vqs6HaCJgIKe
l1IrtZn/z+BtaEqNF21HVIH1ouxfg7h2l+KdkDcQq0aFCRMCAwEAAaNjMGEwHQYD
VR0OBBYEFGm2emEb+YEanKqVnraJOEoe+z7/MB8GA1UdIwQYMBaAFGm2emEb+YEa
nKqVnraJOEoe+z7/MA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgIEMA0G
CSqGSIb3DQEBBQUAA4GBAJwF9Bzg90/HqPKLgMZB9uv07zmod3G1RMq7vtOqwbql
LxoXZC/QO4JeJRRdZwkjPCIgkVsp1f7dqW5COEzTWUypvH/e3WYdM2FyDZiL/hqb
9w00QWudDa41jCevxzHjsD76dIS6yDZ2CBZQmrLQcaKr4Z2YxNNJtTYAV62RE/0T
-----END CERTIFICATE-----
`;
