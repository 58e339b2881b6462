import { randomUUID, X509Certificate } from 'node:crypto';
import { generateKeyPair, issueAuthority, localSigner, readCertificate } from '../../../lambda/x509';
import { bucket, global, home, startDeployment, type Answer, type Deployment } from '../aws/deployment';
import { opensslVerify } from '../x509/openssl';

let cloud: Deployment;
beforeEach(async () => {
  jest.spyOn(console, 'log').mockReturnValue();
  cloud = await startDeployment();
  await certified('a');
});
afterEach(async () => {
  jest.restoreAllMocks();
  await cloud.stop();
});

const certified = (generation: string) => cloud.request(cloud.authority, cloud.generation(generation));
const properties = (generation = 'a') => ({
  KeyAlias: cloud.generation(generation).KeyAlias,
  KeyRegion: home,
  Bucket: bucket,
  AuthorityKey: `origin-hop/ca/${generation}.pem`,
  Subject: 'CN=example edge',
  Identity: 'urn:portcullis:edge:example',
  DomainName: 'origin.api.example.com',
  ValidityDays: '365',
});
const issue = (change: object = {}, event: object = {}) =>
  cloud.request(cloud.leaf, { ...properties(), ...change }, event);
const remove = (PhysicalResourceId: string, timeoutMs?: number) =>
  cloud.request(cloud.leaf, properties(), { RequestType: 'Delete', PhysicalResourceId }, timeoutMs);
const held = ({ PhysicalResourceId }: Answer) => {
  const keyed = cloud.acm.certificate(PhysicalResourceId);
  if (keyed === undefined) throw new Error('nothing was imported');
  return keyed;
};

test('imports a client certificate that verifies under the CA, with its key and its chain', async () => {
  const answer = await issue();
  expect(answer.PhysicalResourceId).toMatch(/^arn:aws:acm:us-east-1:\d{12}:certificate\//);
  const { certificate, chain, privateKey } = held(answer);
  const facts = readCertificate(certificate);
  expect(facts).toMatchObject({
    subject: 'CN=example edge',
    issuer: 'CN=example origin-hop CA a',
    extendedKeyUsages: ['clientAuth'],
    names: { uris: ['urn:portcullis:edge:example'], dns: ['origin.api.example.com'] },
  });
  expect(answer.Data).toEqual({ NotAfter: facts.notAfter.toISOString(), SerialNumber: facts.serialNumber });
  expect(chain).toBe(cloud.s3.object(bucket, 'origin-hop/ca/a.pem')?.toString());
  expect(await opensslVerify(certificate, chain, 'sslclient')).toBe('OK');
  expect(privateKey).toContain('BEGIN PRIVATE KEY');
});

describe('there is one certificate, under one ARN,', () => {
  const update = (answer: Answer, change: object = {}) =>
    issue(change, { RequestType: 'Update', PhysicalResourceId: answer.PhysicalResourceId });

  test('when Lambda repeats the create', async () => {
    const first = await issue({}, { RequestId: 'same' });
    const second = await issue({}, { RequestId: 'same' });
    expect(second.PhysicalResourceId).toBe(first.PhysicalResourceId);
    expect(cloud.acm.list(global)).toHaveLength(1);
    expect(readCertificate(held(second).certificate).serialNumber).toBe(second.Data?.['SerialNumber']);
  });

  test('through a rotation and its rollback', async () => {
    await certified('b');
    const first = await issue();
    const rotated = await update(first, properties('b'));
    expect(readCertificate(held(rotated).certificate).issuer).toBe('CN=example origin-hop CA b');
    const back = await update(first);
    expect(readCertificate(held(back).certificate).issuer).toBe('CN=example origin-hop CA a');
    expect(new Set([first, rotated, back].map(answer => answer.PhysicalResourceId)).size).toBe(1);
    expect(cloud.acm.list(global)).toHaveLength(1);
  });

  test('when somebody deleted the old one, and the removal of what is gone succeeds', async () => {
    const first = await issue();
    await remove(first.PhysicalResourceId);
    const second = await update(first);
    expect(second.PhysicalResourceId).not.toBe(first.PhysicalResourceId);
    expect(await remove(first.PhysicalResourceId)).toMatchObject({ Status: 'SUCCESS' });
    expect(cloud.acm.list(global)).toEqual([second.PhysicalResourceId]);
  });

  test('for each resource: another logical id has its own', async () => {
    await issue();
    await issue({}, { LogicalResourceId: 'Other' });
    expect(cloud.acm.list(global)).toHaveLength(2);
  });
});

describe('a removal', () => {
  test('deletes the certificate', async () => {
    const { PhysicalResourceId } = await issue();
    expect((await remove(PhysicalResourceId)).Reason).toBe(`${PhysicalResourceId} is deleted`);
    expect(cloud.acm.list(global)).toEqual([]);
  });

  test('waits for the distribution to let go', async () => {
    const { PhysicalResourceId } = await issue();
    cloud.acm.fail('DeleteCertificate', 'ResourceInUseException', { times: 3 });
    expect((await remove(PhysicalResourceId)).Reason).toMatch(/is deleted$/);
  });

  test('waits a bounded time, then leaves the certificate and says so', async () => {
    const { PhysicalResourceId } = await issue();
    cloud.acm.setInUse(PhysicalResourceId, ['arn:aws:cloudfront::111122223333:distribution/E1']);
    const answer = await remove(PhysicalResourceId, 8_300);
    expect(answer).toMatchObject({ Status: 'SUCCESS', Reason: expect.stringContaining('is still in use and stays') });
    expect(cloud.acm.list(global)).toEqual([PhysicalResourceId]);
  });

  test('finds by its tags what a create imported before it failed to answer', async () => {
    await issue();
    await issue({}, { LogicalResourceId: 'Other' });
    await remove('Resource:never-made');
    expect(cloud.acm.list(global)).toHaveLength(1);
    expect((await remove('Resource:never-made')).Reason).toBe('there is no certificate to delete');
  });

  test('that is denied fails', async () => {
    const { PhysicalResourceId } = await issue();
    cloud.acm.fail('DeleteCertificate', 'AccessDeniedException');
    expect(await remove(PhysicalResourceId)).toMatchObject({ Status: 'FAILED', PhysicalResourceId });
  });
});

describe('imports nothing over a working certificate, and says why,', () => {
  const swap = async () => {
    const signer = localSigner(generateKeyPair().privateKey);
    const subject = 'CN=example origin-hop CA a';
    cloud.s3.put(bucket, 'origin-hop/ca/a.pem', await issueAuthority({ subject, signer, validityDays: 3_650 }));
  };
  const otherKey = () => {
    const keyId = randomUUID();
    cloud.kms.createKey({ region: home, keyId, spec: 'SYMMETRIC_DEFAULT' });
    cloud.kms.createAlias({ region: home, name: 'alias/symmetric', keyId });
  };

  test.each<[string, RegExp, object, () => unknown]>([
    ['KMS denies', /^AccessDeniedException/, {}, () => cloud.kms.fail('Sign', 'AccessDeniedException')],
    ['the home Region is wrong', /^AuthorizationHeaderMalformed: .* S3 answers 400/, { KeyRegion: global }, () => 0],
    ['the alias is another key', /UnsupportedOperationException/, { KeyAlias: 'alias/symmetric' }, otherKey],
    [
      'key and certificate are of two generations',
      /another key than/,
      { AuthorityKey: 'origin-hop/ca/b.pem' },
      () => certified('b'),
    ],
    ['the CA in the bucket was exchanged', /another key than/, {}, swap],
    ['the CA is not there', /there is no such object/, { AuthorityKey: 'origin-hop/ca/z.pem' }, () => 0],
    ['the CA is no certificate', /got none/, {}, () => cloud.s3.put(bucket, 'origin-hop/ca/a.pem', 'hello')],
    [
      'S3 denies',
      /^AccessDenied: .* S3 answers 403/,
      {},
      () => cloud.s3.fail('GetObject', 'AccessDenied', { status: 403 }),
    ],
    ['ACM denies', /^AccessDeniedException/, {}, () => cloud.acm.fail('ImportCertificate', 'AccessDeniedException')],
    ['the lifetime is too long', /ValidityDays: got "4000"/, { ValidityDays: '4000' }, () => 0],
    ['the identity is missing', /Identity: got nothing/, { Identity: undefined }, () => 0],
  ])('when %s', async (_, reason, change, arrange) => {
    const working = await issue();
    const { certificate } = held(working);
    await arrange();
    const { PhysicalResourceId } = working;
    const answer = await issue(change, { RequestType: 'Update', PhysicalResourceId });
    expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId });
    expect(answer.Reason).toMatch(reason);
    expect(answer.Reason).not.toMatch(/BEGIN|\n/);
    expect(held(working).certificate).toBe(certificate);
  });

  test('a leaf that would outlive its CA', async () => {
    await cloud.request(cloud.authority, { ...cloud.generation('a'), ValidityDays: '30' });
    expect((await issue()).Reason).toMatch(/takes one up to the issuer's.*add a new CA generation/);
    expect(cloud.acm.list(global)).toEqual([]);
  });
});

test('every certificate has a key of its own, also when it is renewed', async () => {
  const first = await issue();
  const before = new X509Certificate(held(first).certificate).publicKey;
  await issue({ Renewal: '2' }, { RequestType: 'Update', PhysicalResourceId: first.PhysicalResourceId });
  expect(new X509Certificate(held(first).certificate).publicKey.equals(before)).toBe(false);
});
