import { randomUUID } from 'node:crypto';
import { readCertificate } from '../../../lambda/x509';
import { setClock } from '../aws/clock';
import { bucket, home, startDeployment, type Deployment } from '../aws/deployment';
import { opensslVerify } from '../x509/openssl';

let cloud: Deployment;
beforeEach(async () => {
  jest.spyOn(console, 'log').mockReturnValue();
  cloud = await startDeployment();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await cloud.stop();
});

const certify = (change: object = {}, event: object = {}) =>
  cloud.request(cloud.authority, { ...cloud.generation('a'), ...change }, event);
const versions = () => cloud.s3.versions(bucket, 'origin-hop/ca/a.pem');

test('certifies the key behind the alias and publishes the certificate', async () => {
  const { Status, PhysicalResourceId, Data = {} } = await certify();
  expect({ Status, PhysicalResourceId }).toEqual({
    Status: 'SUCCESS',
    PhysicalResourceId: `s3://${bucket}/origin-hop/ca/a.pem`,
  });
  const pem = Data['CertificatePem'] ?? '';
  expect(cloud.s3.object(bucket, 'origin-hop/ca/a.pem')?.toString()).toBe(pem);
  const facts = readCertificate(pem);
  expect(facts).toMatchObject({ subject: 'CN=example origin-hop CA a', isAuthority: true, pathLength: 0 });
  expect(Data).toMatchObject({ NotAfter: facts.notAfter.toISOString(), Fingerprint: facts.fingerprint });
  expect(await opensslVerify(pem, pem, 'any')).toBe('OK');
});

describe('is the same certificate', () => {
  test.each([
    ['when Lambda repeats the create', { RequestId: 'same' }],
    ['after an update that changes nothing', { RequestType: 'Update', PhysicalResourceId: 'x' }],
  ])('%s', async (_, event) => {
    const first = await certify({}, { RequestId: 'same' });
    expect((await certify({}, event)).Data).toEqual(first.Data);
    expect(versions()).toHaveLength(1);
  });

  test('for two runs at once', async () => {
    const [one, two] = await Promise.all([certify(), certify()]);
    expect(one.Status).toBe('SUCCESS');
    expect(two.Data).toEqual(one.Data);
    expect(versions()).toHaveLength(1);
  });
});

test('is renewed with the same key when its lifetime changes, and the old version stays', async () => {
  const first = await certify();
  const second = await certify(
    { ValidityDays: '30' },
    { RequestType: 'Update', PhysicalResourceId: first.PhysicalResourceId },
  );
  expect(second.PhysicalResourceId).toBe(first.PhysicalResourceId);
  const [before, after] = [first, second].map(({ Data }) => readCertificate(Data?.['CertificatePem'] ?? ''));
  expect(after?.spki).toEqual(before?.spki);
  expect(after?.fingerprint).not.toBe(before?.fingerprint);
  expect(versions()).toHaveLength(2);
});

test('is renewed once it has expired', async () => {
  const first = await certify({ ValidityDays: '1' });
  setClock(Date.now() + 2 * 86_400_000);
  try {
    const second = await certify({ ValidityDays: '1' });
    expect(second.Data?.['Fingerprint']).not.toBe(first.Data?.['Fingerprint']);
  } finally {
    jest.useRealTimers();
  }
});

test('is left where it is on delete', async () => {
  const { PhysicalResourceId } = await certify();
  const answer = await certify({}, { RequestType: 'Delete', PhysicalResourceId });
  expect(answer).toMatchObject({ Status: 'SUCCESS', Reason: expect.stringContaining('stays in its bucket') });
  expect(versions()).toHaveLength(1);
});

describe('fails with one clear line, and publishes nothing,', () => {
  const refused = async (answer: Promise<{ Status: string; Reason?: string }>) => {
    const { Status, Reason = '' } = await answer;
    expect(Status).toBe('FAILED');
    expect(Reason).not.toMatch(/\n|BEGIN/);
    return Reason;
  };

  test('when KMS denies the signature', async () => {
    cloud.kms.fail('Sign', 'AccessDeniedException', { message: 'not authorized to perform: kms:Sign' });
    expect(await refused(certify())).toBe('AccessDeniedException: not authorized to perform: kms:Sign');
    expect(versions()).toEqual([]);
  });

  test('when the key is disabled', async () => {
    const { KeyAlias } = cloud.generation('a');
    const keyId = randomUUID();
    cloud.kms.createKey({ region: home, keyId, spec: 'ECC_NIST_P256' });
    cloud.kms.createAlias({ region: home, name: KeyAlias, keyId });
    cloud.kms.disable(keyId);
    expect(await refused(certify())).toMatch(/^DisabledException: .* is disabled/);
  });

  test('when the alias is not there', async () => {
    expect(await refused(certify({ KeyAlias: 'alias/none' }))).toMatch(
      /NotFoundException: Alias .*alias\/none is not found/,
    );
  });

  test('when S3 denies, naming the right that makes absent look denied', async () => {
    cloud.s3.fail('GetObject', 'AccessDenied', { status: 403 });
    expect(await refused(certify())).toMatch(
      /s3:\/\/example-trust\/origin-hop\/ca\/a\.pem: S3 answers 403.*s3:ListBucket/,
    );
    expect(versions()).toEqual([]);
  });

  test('when S3 denies the write', async () => {
    cloud.s3.fail('PutObject', 'AccessDenied', { status: 403 });
    expect(await refused(certify())).toMatch(/takes s3:PutObject/);
  });

  test('when the bucket keeps no versions', async () => {
    cloud.s3.createBucket({ name: 'plain', region: home, versioned: false });
    expect(await refused(certify({ Bucket: 'plain' }))).toMatch(/without versioning/);
  });

  test('when the object holds a CA for another key: a generation is one key', async () => {
    const other = await cloud.request(cloud.authority, cloud.generation('b'));
    cloud.s3.put(bucket, 'origin-hop/ca/a.pem', other.Data?.['CertificatePem'] ?? '');
    expect(await refused(certify())).toMatch(/another key than the alias has; a new key takes a new generation/);
    expect(versions()).toHaveLength(1);
  });

  test.each([
    ['ValidityDays', '0', 'a whole number from 1 to 9125'],
    ['ValidityDays', 'ten', 'a whole number from 1 to 9125'],
    ['Subject', '', 'text'],
    ['KeyAlias', undefined, 'text'],
  ])('when %s is %p', async (property, value, takes) => {
    expect(await refused(certify({ [property]: value }))).toMatch(
      new RegExp(`^PropertyError: ${property}: got .*, takes ${takes}`),
    );
  });
});

test('S3 that fails for a moment is asked again', async () => {
  cloud.s3.fail('GetObject', 'InternalError', { status: 500, times: 2 });
  expect((await certify()).Status).toBe('SUCCESS');
});
