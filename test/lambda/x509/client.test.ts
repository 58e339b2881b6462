import { createPublicKey } from 'node:crypto';
import {
  generateKeyPair,
  issueAuthority,
  issueClientLeaf,
  issueCrl,
  issueLeaf,
  localSigner,
  readCertificate,
  readCrl,
  readSigningRequest,
  type Issuer,
} from '../../../lambda/x509';
import { rsaKeys } from '../../rsa-keys';
import { opensslCrlText, opensslRequest, opensslText, opensslVerify, p256, rsa } from './openssl';

const subtree = 'O=example clients';
const day = 86_400_000;
const [{ privateKey: rsa2048 }] = rsaKeys();

let root: Issuer;
let issuing: Issuer;
let rootCrl: string;
beforeAll(async () => {
  const [top, below] = [generateKeyPair(), generateKeyPair()].map(({ privateKey }) => localSigner(privateKey));
  if (top === undefined || below === undefined) throw new Error('two keys');
  const common = { validityDays: 3_650 };
  root = {
    signer: top,
    certificate: await issueAuthority({ ...common, subject: `${subtree}, CN=root a`, signer: top, pathLength: 1 }),
  };
  issuing = {
    signer: below,
    certificate: await issueAuthority({
      ...common,
      validityDays: 1_825,
      subject: `${subtree}, CN=issuing a`,
      signer: below,
      issuer: root,
      subtree,
      usages: ['clientAuth'],
    }),
  };
  const thisUpdate = new Date();
  const nextUpdate = new Date(thisUpdate.getTime() + day);
  rootCrl = await issueCrl({ issuer: root, revoked: [], number: 1, thisUpdate, nextUpdate });
});

const client = async (spki = generateKeyPair().spki, id = 'phone-1') =>
  issueClientLeaf({ issuer: issuing, spki, subtree, id, uri: `urn:portcullis:device:${id}`, validityDays: 30 });
/** With a list of the issuing CA's, the root's is beside it: OpenSSL asks of every certificate of the chain. */
const verify = (leaf: string, options: { crl?: string } = {}, purpose: 'sslclient' | 'sslserver' = 'sslclient') =>
  opensslVerify(leaf, root.certificate, purpose, {
    untrusted: issuing.certificate,
    ...(options.crl === undefined ? {} : { crl: options.crl + rootCrl }),
  });

describe('the CA of clients', () => {
  test('is a root over an issuing CA that signs client certificates under one name only', async () => {
    expect(await opensslText(root.certificate)).toMatch(/CA:TRUE, pathlen:1/);
    const text = await opensslText(issuing.certificate);
    expect(text).toMatch(/CA:TRUE, pathlen:0/);
    expect(text).toMatch(/X509v3 Name Constraints: critical\s+Permitted:\s+DirName:O ?= ?example clients\s+Excluded:/);
    expect(text).toMatch(/Extended Key Usage: *\n\s+TLS Web Client Authentication\n/);
    expect(await opensslVerify(issuing.certificate, root.certificate, 'any')).toBe('OK');
  });

  test('cannot be given a CA below its issuing CA', () =>
    expect(
      issueAuthority({
        subject: `${subtree}, CN=further`,
        signer: localSigner(generateKeyPair().privateKey),
        issuer: issuing,
        validityDays: 1,
      }),
    ).rejects.toMatchObject({ code: 'not_an_authority' }));

  const common = () => ({ issuer: issuing, spki: generateKeyPair().spki, validityDays: 1 });
  test.each<[string, () => Promise<string>, RegExp]>([
    [
      'another name',
      () => issueLeaf({ ...common(), subject: 'CN=bank.example.com', usages: ['clientAuth'] }),
      /permitted subtree violation/,
    ],
    [
      'a host',
      () =>
        issueLeaf({
          ...common(),
          subject: `${subtree}, CN=x`,
          usages: ['clientAuth'],
          names: { dns: ['bank.example.com'] },
        }),
      /excluded subtree violation/,
    ],
    [
      'an address',
      () =>
        issueLeaf({ ...common(), subject: `${subtree}, CN=x`, usages: ['clientAuth'], names: { ips: ['10.0.0.1'] } }),
      /excluded subtree violation/,
    ],
  ])('even with its key, a certificate for %s is worth nothing', async (_, issue, why) => {
    await expect(verify(await issue())).rejects.toThrow(why);
  });
});

describe('a client certificate', () => {
  test.each([
    ['P-256', p256],
    ['RSA 2048', rsa2048],
  ])('for a %s request is what the profile says, whatever the request asks for', async (_, key) => {
    const csr = await opensslRequest(key, {
      subject: '/CN=admin/O=another',
      extensions: [
        'basicConstraints=critical,CA:TRUE',
        'subjectAltName=URI:urn:portcullis:device:other,DNS:evil.example',
      ],
    });
    const { spki } = await readSigningRequest(csr);
    const leaf = await client(spki);
    expect(readCertificate(leaf)).toMatchObject({
      subject: 'O=example clients, CN=phone-1',
      issuer: 'O=example clients, CN=issuing a',
      isAuthority: false,
      keyUsages: ['digitalSignature'],
      extendedKeyUsages: ['clientAuth'],
      names: { uris: ['urn:portcullis:device:phone-1'], dns: [], ips: [] },
      spki,
    });
    expect(await verify(leaf)).toBe('OK');
    await expect(verify(leaf, {}, 'sslserver')).rejects.toThrow(/purpose/);
  });

  test('is valid from five minutes ago for the days it was promised', async () => {
    const now = new Date('2026-06-01T12:00:00.500Z');
    const leaf = await issueClientLeaf({
      issuer: issuing,
      spki: generateKeyPair().spki,
      subtree,
      id: 'x',
      uri: 'urn:portcullis:device:x',
      validityDays: 30,
      now,
    });
    expect(readCertificate(leaf)).toMatchObject({
      notBefore: new Date('2026-06-01T11:55:00Z'),
      notAfter: new Date('2026-07-01T12:00:00Z'),
    });
  });
});

describe('a signing request', () => {
  const refusal = (csr: string) =>
    readSigningRequest(csr).then(
      () => 'taken',
      ({ code }: { code: string }) => code,
    );

  test('is recognised by its key, not by its bytes', async () => {
    const { keyId, spki } = await readSigningRequest(await opensslRequest(p256));
    expect(keyId).toMatch(/^[0-9a-f]{64}$/);
    expect(createPublicKey({ key: Buffer.from(spki), type: 'spki', format: 'der' }).asymmetricKeyType).toBe('ec');
  });

  test.each([
    ['RSA 1024', rsa(1024)],
    ['P-192', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-192']],
    ['P-521', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-521']],
    ['RSA with the exponent 3', [...rsa(2048), '-pkeyopt', 'rsa_keygen_pubexp:3']],
    ['Ed25519', ['-newkey', 'ed25519']],
  ])('for %s is refused as weak', async (_, key) => {
    expect(await refusal(await opensslRequest(key))).toBe('key_weak');
  });

  test('signed over SHA-1 is refused', async () => {
    expect(await refusal(await opensslRequest(rsa2048, { digest: 'sha1' }))).toBe('csr_signature');
  });

  test('whose signature is another key’s is refused', async () => {
    const [mine, other] = await Promise.all([opensslRequest(p256), opensslRequest(p256)]);
    const der = (pem: string) => Buffer.from(pem.replaceAll(/-----.*-----|\s/g, ''), 'base64');
    const [a, b] = [der(mine), der(other)];
    // The key of one inside the request of the other: same lengths, so the structure stays whole.
    const point = (bytes: Buffer) => bytes.indexOf(Buffer.from('034200', 'hex')) + 3;
    b.copy(a, point(a), point(b), point(b) + 65);
    const forged = `-----BEGIN CERTIFICATE REQUEST-----\n${a.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
    expect(await refusal(forged)).toBe('csr_signature');
  });

  test.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['a private key', generateKeyPair().privateKey],
    ['bytes', '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n'],
    ['1 MB', `-----BEGIN CERTIFICATE REQUEST-----\n${'A'.repeat(1 << 20)}\n-----END CERTIFICATE REQUEST-----\n`],
  ])('that is %s is refused as unreadable', async (_, csr) => {
    expect(await refusal(csr)).toBe('csr_unreadable');
    await expect(readSigningRequest(csr)).rejects.toThrow(/^request: got .*takes/);
    await expect(readSigningRequest(csr)).rejects.not.toThrow(/BEGIN/);
  });
});

describe('the revocation list', () => {
  const list = (revoked: Parameters<typeof issueCrl>[0]['revoked'], number = Date.now()) =>
    issueCrl({
      issuer: issuing,
      revoked,
      number,
      thisUpdate: new Date(),
      nextUpdate: new Date(Date.now() + 2 * day),
    });

  test('lets pass what is not on it, and OpenSSL refuses what is', async () => {
    const [kept, lost] = await Promise.all([client(), client()]);
    const { serialNumber } = readCertificate(lost);
    const crl = await list([{ serialNumber, revokedAt: new Date(), reason: 'keyCompromise' }]);
    expect(crl).toMatch(/^-----BEGIN X509 CRL-----\n/);
    expect(await verify(kept, { crl })).toBe('OK');
    await expect(verify(lost, { crl })).rejects.toThrow(/certificate revoked/);
    expect(readCrl(crl)).toEqual([{ serialNumber, revokedAt: expect.any(Date), reason: 'keyCompromise' }]);
  });

  test('may be empty, names its issuer and has a number that grows', async () => {
    const crl = await list([], 1_764_000_000_000);
    const text = await opensslCrlText(crl);
    expect(text).toContain('No Revoked Certificates');
    expect(text).toMatch(/X509v3 CRL Number: *\n\s+(?:1764000000000|0x19AB73F3C00)/i);
    expect(text).toContain('X509v3 Authority Key Identifier');
    expect(await verify(await client(), { crl })).toBe('OK');
  });

  test('holds serials with a high bit, a leading zero or a short one as they are', async () => {
    const serials = ['ff00', '80', '1', '0a0b'];
    const crl = await list(
      serials.map(serialNumber => ({ serialNumber, revokedAt: new Date(0), reason: 'superseded' })),
    );
    expect(readCrl(crl).map(each => each.serialNumber)).toEqual(['ff00', '80', '1', 'a0b']);
    const text = await opensslCrlText(crl);
    for (const serial of ['FF00', '80', '01', '0A0B']) expect(text).toContain(`Serial Number: ${serial}\n`);
    expect(text).toContain('Superseded');
  });

  test('cannot be signed by the key of another CA', () =>
    expect(
      issueCrl({
        issuer: { certificate: issuing.certificate, signer: root.signer },
        revoked: [],
        number: 1,
        thisUpdate: new Date(),
        nextUpdate: new Date(),
      }),
    ).rejects.toMatchObject({ code: 'signer_mismatch' }));
});
