import { generateKeyPairSync } from 'node:crypto';
import { partnerCertificate } from '../../../lambda/partner-certificate/partner-certificate';
import {
  generateKeyPair,
  issueAuthority,
  issueLeaf,
  keyIdOf,
  localSigner,
  readCertificate,
  readCrl,
} from '../../../lambda/x509';
import { rsaKeys } from '../../rsa-keys';
import { opensslRequest, opensslVerify, p256, rsa } from '../x509/openssl';
import { alice, bob, csr as newRequest, startOffice, subtree, type Office } from './support';

const [{ privateKey: rsa2048 }] = rsaKeys();
let office: Office;
beforeAll(async () => {
  jest.spyOn(console, 'log').mockReturnValue();
  office = await startOffice();
});
afterAll(async () => {
  jest.restoreAllMocks();
  await office.stop();
});

const five = (): Promise<string[]> => Promise.all(Array.from({ length: 5 }, newRequest));
let names = 0;
/** An owner nobody else in this file has. */
const somebody = () => ({ kind: 'user', id: `user-${(names += 1)}` }) as const;
const refusal = async (request: object, options = {}) => {
  const answer = await office.ask(
    { action: 'issue', owner: alice, deviceId: 'phone', requestedBy: 'alice', ...request },
    options,
  );
  return answer.ok ? 'issued' : answer.code;
};
const root = () => office.stored('clients/ca/root-a.pem');

describe('issuing', () => {
  test.each([
    ['P-256', p256],
    ['RSA 2048', rsa2048],
  ])('for a %s key: the certificate stands in the registry as it was given', async (_, key) => {
    const owner = somebody();
    const issued = await office.issue({
      csr: await opensslRequest(key),
      owner,
      deviceId: 'phone-1',
      requestedBy: 'mdm',
    });
    const facts = readCertificate(issued.certificate);
    expect(facts).toMatchObject({
      subject: `${subtree}, CN=phone-1`,
      issuer: `${subtree}, CN=issuing a`,
      names: { uris: ['urn:portcullis:device:phone-1'] },
    });
    expect(issued).toMatchObject({
      thumbprint: facts.fingerprint,
      serialNumber: facts.serialNumber,
      notAfter: facts.notAfter.toISOString(),
      deviceId: 'phone-1',
      chain: office.stored('clients/ca/issuing-a.pem'),
    });
    expect(await office.row(issued.thumbprint)).toMatchObject({
      owner: `user#${owner.id}`,
      deviceId: 'phone-1',
      requestedBy: 'mdm',
      keyId: keyIdOf(facts.spki),
      state: 'active',
      expiresAt: Math.floor(facts.notAfter.getTime() / 1000) + 30 * 86_400,
    });
    expect(await opensslVerify(issued.certificate, root(), 'sslclient', { untrusted: issued.chain })).toBe('OK');
    expect(office.journal.note).toHaveBeenLastCalledWith(expect.anything(), issued);
  });

  test('for a partner: its own kind of name', async () => {
    const owner = { kind: 'client', id: 'client-of-acme' };
    const { certificate, thumbprint } = await office.issue({ csr: await newRequest(), owner, deviceId: 'acme' });
    expect(readCertificate(certificate).names.uris).toEqual(['urn:portcullis:partner:acme']);
    expect(await office.row(thumbprint)).toMatchObject({ owner: 'client#client-of-acme' });
  });

  test('a key that was seen before is refused, also in another request and for another owner', async () => {
    const csr = await newRequest();
    await office.issue({ csr, owner: somebody() });
    expect(await refusal({ csr, owner: somebody() })).toBe('key_reused');
  });

  test('one key asked for ten times at once is certified once', async () => {
    const csr = await newRequest();
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => refusal({ csr, owner: somebody() })));
    expect(outcomes.filter(outcome => outcome === 'issued')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(['issued', 'key_reused']));
  });

  test('stops at the limit of an owner, also when all ask at once, and a revoked device makes room', async () => {
    const owner = somebody();
    const outcomes = await Promise.all(
      (await five()).map((csr, index) => refusal({ csr, owner, deviceId: `phone-${index}` })),
    );
    expect(outcomes.sort()).toEqual(['issued', 'issued', 'issued', 'owner_limit', 'owner_limit']);
    const rows = (await office.options.registry.all()).filter(row => row.owner === `user#${owner.id}`);
    expect(rows).toHaveLength(3);
    const [first] = rows;
    await office.ask({
      action: 'revoke',
      thumbprint: first?.thumbprint,
      reason: 'keyCompromise',
      requestedBy: 'alice',
    });
    expect(await refusal({ csr: await newRequest(), owner, deviceId: 'phone-9' })).toBe('issued');
  });

  test('a device whose certificate has ended takes no place', async () => {
    const owner = somebody();
    const then = () => new Date(Date.now() - 40 * 86_400_000);
    for (const index of [0, 1, 2])
      expect(await refusal({ csr: await newRequest(), owner, deviceId: `old-${index}` }, { now: then })).toBe('issued');
    expect(await refusal({ csr: await newRequest(), owner, deviceId: 'new' })).toBe('issued');
  });

  test.each([
    ['key_weak', () => opensslRequest(rsa(1024))],
    ['csr_signature', () => opensslRequest(rsa2048, { digest: 'sha1' })],
    ['csr_unreadable', async () => 'hello'],
  ])('%s: what the request is refused for', async (code, csr) =>
    expect(await refusal({ csr: await csr() })).toBe(code),
  );

  test('nothing is issued where there is no CA of ours', async () =>
    expect(await refusal({ csr: await newRequest() }, { places: [] })).toBe('no_authority'));

  test('nothing leaves when the registry does not take it', async () => {
    const registry = { ...office.options.registry, add: () => Promise.reject(new Error('down')) };
    await expect(refusal({ csr: await newRequest() }, { registry })).rejects.toThrow('down');
  });

  test('a CA whose certificate is of another key signs nothing', async () => {
    const [a, b] = office.options.places;
    if (a === undefined || b === undefined) throw new Error('two generations');
    await expect(refusal({ csr: await newRequest() }, { places: [{ ...a, keyAlias: b.keyAlias }] })).rejects.toThrow(
      /another key than/,
    );
  });

  test.each([
    [{ deviceId: 'a,CN=b' }, /deviceId/],
    [{ owner: { kind: 'user', id: 'x#y' } }, /owner\.id/],
    [{ notAfter: '2099-01-01' }, /request/],
  ])('%j is no request', async (change, message) => {
    const request = { action: 'issue', csr: '', owner: alice, deviceId: 'x', requestedBy: 'x', ...change };
    await expect(async () => office.ask(request)).rejects.toThrow(message);
  });
});

describe('renewing', () => {
  test('gives another certificate for the same device; the old one stays until its end', async () => {
    const owner = somebody();
    const first = await office.issue({ csr: await newRequest(), owner });
    const second = await office.issue({ csr: await newRequest(), owner, replaces: first.thumbprint });
    expect(await office.row(second.thumbprint)).toMatchObject({ replaces: first.thumbprint, state: 'active' });
    expect(await office.row(first.thumbprint)).toMatchObject({ state: 'active' });
    // It takes no second place.
    for (const deviceId of ['two', 'three'])
      expect(await refusal({ csr: await newRequest(), owner, deviceId })).toBe('issued');
    expect(await refusal({ csr: await newRequest(), owner, deviceId: 'four' })).toBe('owner_limit');
  });

  test('is for the owner of a certificate that still counts', async () => {
    const owner = somebody();
    const mine = await office.issue({ csr: await newRequest(), owner });
    const replaces = mine.thumbprint;
    expect(await refusal({ csr: await newRequest(), owner: bob, replaces })).toBe('certificate_wrong_owner');
    expect(await refusal({ csr: await newRequest(), owner, deviceId: 'other', replaces })).toBe(
      'certificate_wrong_owner',
    );
    expect(await refusal({ csr: await newRequest(), owner, replaces: '0'.repeat(64) })).toBe('certificate_unknown');
    const later = () => new Date(Date.now() + 31 * 86_400_000);
    expect(await refusal({ csr: await newRequest(), owner, replaces }, { now: later })).toBe('certificate_expired');
    await office.ask({ action: 'revoke', thumbprint: replaces, reason: 'superseded', requestedBy: 'x' });
    expect(await refusal({ csr: await newRequest(), owner, replaces })).toBe('certificate_revoked');
  });
});

describe('registering', () => {
  const register = (certificate: string, owner: object = somebody()) =>
    office.ask({ action: 'register', certificate, owner, deviceId: 'laptop', requestedBy: 'mdm' });

  test('takes a client certificate of another CA once, and its key never again', async () => {
    const signer = localSigner(generateKeyPair().privateKey);
    const mdm = { signer, certificate: await issueAuthority({ subject: 'CN=MDM', signer, validityDays: 100 }) };
    const { spki } = generateKeyPair();
    const leaf = (subject: string) =>
      issueLeaf({ subject, spki, issuer: mdm, usages: ['clientAuth'], validityDays: 9 });
    const [first, second] = [await leaf('CN=laptop'), await leaf('CN=laptop again')];
    const owner = somebody();
    const answer = await register(first, owner);
    expect(answer).toMatchObject({ ok: true, thumbprint: readCertificate(first).fingerprint, deviceId: 'laptop' });
    expect(await office.row(readCertificate(first).fingerprint)).toMatchObject({
      issuer: 'CN=MDM',
      owner: `user#${owner.id}`,
      requestedBy: 'mdm',
    });
    expect(await register(first)).toMatchObject({ ok: false, code: 'certificate_known' });
    expect(await register(second)).toMatchObject({ ok: false, code: 'key_reused' });
  });

  test('keeps what the configuration declares for two partners, each for its own client, until it is declared no longer', async () => {
    const resource = partnerCertificate((_, request) => office.ask(request));
    const declared = await Promise.all(
      ['acme', 'globex'].map(async Partner => {
        const signer = localSigner(generateKeyPair().privateKey);
        const subject = `O=${Partner}, CN=CA`;
        const issuer = { signer, certificate: await issueAuthority({ subject, signer, validityDays: 100 }) };
        const { spki } = generateKeyPair();
        const leaf = {
          subject: `O=${Partner}, CN=gateway`,
          spki,
          issuer,
          usages: ['clientAuth'],
          validityDays: 9,
        } as const;
        return {
          FunctionName: 'certificates',
          ClientId: `client-of-${Partner}`,
          Partner,
          Certificate: await issueLeaf(leaf),
        };
      }),
    );
    const change = {
      stackId: 'stack',
      logicalId: 'Partner',
      signal: AbortSignal.timeout(5_000),
      timeLeft: () => 5_000,
    };
    // The deployment comes twice, and the other partner's certificate is nobody's but its own.
    for (const properties of [...declared, ...declared]) await resource.apply({ ...change, properties });
    const rows = () => Promise.all(declared.map(each => office.row(readCertificate(each.Certificate).fingerprint)));
    expect(await rows()).toMatchObject(
      ['acme', 'globex'].map(name => ({
        owner: `client#client-of-${name}`,
        deviceId: name,
        issuer: `O=${name}, CN=CA`,
        state: 'active',
      })),
    );
    const [acme = ''] = declared.map(({ Certificate }) => readCertificate(Certificate).fingerprint);
    await resource.remove({ ...change, properties: declared[0] ?? {}, physicalId: acme });
    expect(await rows()).toMatchObject([
      { state: 'revoked', revocationReason: 'cessationOfOperation' },
      { state: 'active' },
    ]);
  });

  test('refuses a CA, what ended, what cannot be read, and a private key', async () => {
    const { certificate } = await office.issue({ csr: await newRequest(), owner: somebody() });
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(await register(root())).toMatchObject({ code: 'certificate_not_for_clients' });
    expect(await register('x')).toMatchObject({ code: 'certificate_unreadable' });
    expect(await register(certificate + certificate)).toMatchObject({ code: 'certificate_unreadable' });
    expect(await register(key)).toMatchObject({ code: 'private_key' });
    expect(JSON.stringify(await register(key))).not.toContain('BEGIN');
  });
});

describe('revoking', () => {
  const revoke = (thumbprint: string) =>
    office.ask({ action: 'revoke', thumbprint, reason: 'keyCompromise', requestedBy: 'alice' });

  test('is in the registry and on the list at once, and OpenSSL refuses the certificate', async () => {
    const [kept, lost] = [
      await office.issue({ csr: await newRequest(), owner: somebody() }),
      await office.issue({ csr: await newRequest(), owner: somebody() }),
    ];
    expect(await revoke(lost.thumbprint)).toMatchObject({ ok: true, thumbprint: lost.thumbprint });
    expect(await office.row(lost.thumbprint)).toMatchObject({
      state: 'revoked',
      revoked: 'yes',
      revocationReason: 'keyCompromise',
      revokedAt: expect.stringMatching(/^20/),
    });
    // Both lists: OpenSSL then asks of the issuing CA as well whether it is revoked.
    const crl = office.stored('clients/crl/issuing-a.crl') + office.stored('clients/crl/root-a.crl');
    const verify = (leaf: string) => opensslVerify(leaf, root(), 'sslclient', { untrusted: lost.chain, crl });
    expect(await verify(kept.certificate)).toBe('OK');
    await expect(verify(lost.certificate)).rejects.toThrow(/certificate revoked/);
  });

  test('twice is once: the first time and reason stay', async () => {
    const { thumbprint } = await office.issue({ csr: await newRequest(), owner: somebody() });
    const [first] = [await revoke(thumbprint)];
    const again = await office.ask({ action: 'revoke', thumbprint, reason: 'superseded', requestedBy: 'bob' });
    expect(again).toEqual(first);
    expect(await office.row(thumbprint)).toMatchObject({ revocationReason: 'keyCompromise' });
  });

  test('five at once are all on the list', async () => {
    const issued = [];
    for (const csr of await five()) issued.push(await office.issue({ csr, owner: somebody() }));
    await Promise.all(issued.map(({ thumbprint }) => revoke(thumbprint)));
    const listed = readCrl(office.stored('clients/crl/issuing-a.crl')).map(({ serialNumber }) => serialNumber);
    expect(listed).toEqual(expect.arrayContaining(issued.map(({ serialNumber }) => serialNumber)));
  });

  test('of a certificate nobody knows is refused', async () =>
    expect(await revoke('0'.repeat(64))).toMatchObject({ ok: false, code: 'certificate_unknown' }));
});

describe('every day', () => {
  test('there is a new list of every CA, and a measure of what is left', async () => {
    const owner = somebody();
    const ending = () => new Date(Date.now() - 25 * 86_400_000);
    expect(await refusal({ csr: await newRequest(), owner, deviceId: 'asleep' }, { now: ending })).toBe('issued');
    expect(await refusal({ csr: await newRequest(), owner, deviceId: 'awake' }, { now: ending })).toBe('issued');
    await office.issue({ csr: await newRequest(), owner, deviceId: 'awake' });
    const truststoreEnd = new Date(Date.now() + 50.5 * 86_400_000);
    office.journal.measure.mockClear();
    expect(await office.ask({ action: 'daily' }, { truststoreEnd })).toEqual({ ok: true });
    const measured = Object.fromEntries(office.journal.measure.mock.calls);
    expect(measured).toEqual({
      ClientAuthorityDaysLeft: expect.closeTo(1_825, -1),
      TruststoreDaysLeft: expect.closeTo(50.5, 1),
      CertificatesEndingUnrenewed: 1,
    });
    for (const generation of ['a', 'b'])
      expect(office.stored(`clients/crl/issuing-${generation}.crl`)).toContain('X509 CRL');
    const survey = await office.ask({ action: 'survey', issuedWithinDays: 60, endingWithinDays: 7 });
    expect(survey).toMatchObject({
      issuers: expect.arrayContaining([
        { issuer: `${subtree}, CN=issuing a`, issued: expect.any(Number), lastEnd: expect.stringMatching(/^20/) },
      ]),
      endingCount: 1,
      ending: [{ owner: `user#${owner.id}`, deviceId: 'asleep' }],
    });
  });

  test('one part that fails stops no other, and the whole fails', async () => {
    office.journal.measure.mockClear();
    office.s3.fail('PutObject', 'AccessDenied', { status: 403 });
    await expect(office.ask({ action: 'daily' })).rejects.toThrow('1 of the daily tasks failed');
    expect(office.journal.failed).toHaveBeenCalledWith('revocation lists', expect.anything());
    expect(office.journal.measure).toHaveBeenCalledWith('ClientAuthorityDaysLeft', expect.any(Number));
  });
});
