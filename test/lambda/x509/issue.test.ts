import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import {
  generateKeyPair,
  issueAuthority,
  issueLeaf,
  localSigner,
  readCertificate,
  type Issuer,
  type LeafRequest,
  type Signer,
} from '../../../lambda/x509';
import { opensslText, opensslVerify } from './openssl';

const day = 86_400_000;

async function issuer(subject = 'CN=origin-hop CA a', validityDays = 3_650): Promise<Issuer> {
  const signer = localSigner(generateKeyPair().privateKey);
  return { signer, certificate: await issueAuthority({ subject, signer, validityDays }) };
}

let ca: Issuer;
beforeAll(async () => {
  ca = await issuer();
});

const client = (change: Partial<LeafRequest> = {}): LeafRequest => ({
  subject: 'CN=example edge',
  spki: generateKeyPair().spki,
  issuer: ca,
  usages: ['clientAuth'],
  names: { uris: ['urn:portcullis:edge:example'], dns: ['origin.api.example.com'] },
  validityDays: 365,
  ...change,
});

describe('a CA', () => {
  test('may sign leaves and nothing else, and says so critically', async () => {
    const text = await opensslText(ca.certificate);
    expect(text).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    expect(text).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign/);
    expect(text).toContain('Subject Key Identifier');
    expect(await opensslVerify(ca.certificate, ca.certificate, 'any')).toBe('OK');
  });

  test('has a positive serial of 128 bits that no other has', async () => {
    const serials = await Promise.all(
      Array.from({ length: 5 }, async () => readCertificate((await issuer()).certificate)),
    );
    const numbers = serials.map(({ serialNumber }) => serialNumber);
    expect(new Set(numbers).size).toBe(5);
    for (const number of numbers) expect(number).toMatch(/^[4-7][0-9a-f]{31}$/);
  });

  test('may end after 2049, where the encoding of time changes', async () => {
    const late = await issuer('CN=late', 12_000);
    expect(readCertificate(late.certificate).notAfter.getUTCFullYear()).toBeGreaterThan(2049);
    expect(await opensslVerify(late.certificate, late.certificate, 'any')).toBe('OK');
  });
});

describe('a leaf', () => {
  test('is a client and not a server, for OpenSSL in strict mode', async () => {
    const leaf = await issueLeaf(client());
    expect(await opensslVerify(leaf, ca.certificate, 'sslclient')).toBe('OK');
    await expect(opensslVerify(leaf, ca.certificate, 'sslserver')).rejects.toThrow(/unsuitable certificate purpose/);
  });

  test('names its holder, its issuer and their keys', async () => {
    const facts = readCertificate(await issueLeaf(client()));
    const authority = readCertificate(ca.certificate);
    expect(facts).toMatchObject({
      subject: 'CN=example edge',
      issuer: 'CN=origin-hop CA a',
      isAuthority: false,
      keyUsages: ['digitalSignature'],
      extendedKeyUsages: ['clientAuth'],
      names: { uris: ['urn:portcullis:edge:example'], dns: ['origin.api.example.com'], ips: [] },
      authorityKeyId: authority.subjectKeyId,
    });
    expect(facts.subjectKeyId).not.toBe(authority.subjectKeyId);
    expect((facts.notAfter.getTime() - facts.notBefore.getTime()) / day).toBe(365);
  });

  test('can be a server with addresses, for a laptop', async () => {
    const leaf = await issueLeaf(
      client({ usages: ['serverAuth'], names: { dns: ['localhost'], ips: ['127.0.0.1', '::1'] } }),
    );
    expect(await opensslVerify(leaf, ca.certificate, 'sslserver')).toBe('OK');
    expect(new X509Certificate(leaf).checkIP('127.0.0.1')).toBe('127.0.0.1');
  });

  test('can lack clientAuth or be expired, so that those who must refuse it can be shown to', async () => {
    const without = await issueLeaf(client({ usages: [] }));
    expect(readCertificate(without).extendedKeyUsages).toEqual([]);
    const notBefore = new Date(Date.now() - 2 * day);
    const expired = await issueLeaf(client({ notBefore, notAfter: new Date(Date.now() - day) }));
    await expect(opensslVerify(expired, ca.certificate, 'sslclient')).rejects.toThrow(/expired/);
  });

  // The library takes and makes signatures of fixed length; DER drops leading zeros and adds one before a high bit.
  test.each([72, 71, 70, 69])('verifies when its signature has %i bytes in DER', async length => {
    const picky: Signer = {
      spki: ca.signer.spki,
      async sign(data) {
        for (;;) {
          const signature = await ca.signer.sign(data);
          if (signature.length === length) return signature;
        }
      },
    };
    const leaf = await issueLeaf(client({ issuer: { ...ca, signer: picky } }));
    expect(new X509Certificate(leaf).verify(new X509Certificate(ca.certificate).publicKey)).toBe(true);
  });
});

describe('is not issued', () => {
  const liar = (signer: Signer): Signer => ({
    spki: signer.spki,
    sign: data => localSigner(generateKeyPair().privateKey).sign(data),
  });

  test.each<[string, string, () => Promise<Partial<LeafRequest>>]>([
    [
      'under a certificate that is no CA',
      'not_an_authority',
      async () => {
        const keys = generateKeyPair();
        const certificate = await issueLeaf(client({ spki: keys.spki }));
        return { issuer: { certificate, signer: localSigner(keys.privateKey) } };
      },
    ],
    [
      'with another key than the CA has',
      'signer_mismatch',
      async () => ({ issuer: { ...ca, signer: (await issuer()).signer } }),
    ],
    [
      'when the signature is not by that key',
      'signature_invalid',
      async () => ({ issuer: { ...ca, signer: liar(ca.signer) } }),
    ],
    ['beyond the end of its CA', 'outlives_issuer', async () => ({ validityDays: 4_000 })],
    [
      'for a weak key',
      'key_weak',
      async () => {
        const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
        return { spki: publicKey.export({ type: 'spki', format: 'der' }) };
      },
    ],
    ['for bytes that are no key', 'key_unreadable', async () => ({ spki: new Uint8Array([1, 2, 3]) })],
    ['with a name that would be read otherwise', 'request_invalid', async () => ({ subject: 'example edge' })],
    ['with an end before its begin', 'request_invalid', async () => ({ validityDays: -1 })],
  ])('%s', async (_, code, change) => {
    await expect(issueLeaf(client(await change()))).rejects.toMatchObject({ code });
  });
});

test('a signer takes P-256 keys only', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  expect(() => localSigner(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())).toThrow(/got EC P-384/);
});
