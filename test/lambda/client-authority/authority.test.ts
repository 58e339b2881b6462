import { readCertificate } from '../../../lambda/x509';
import { bucket, startDeployment, type Deployment } from '../aws/deployment';
import { opensslCrlText, opensslVerify } from '../x509/openssl';

let cloud: Deployment;
beforeEach(async () => {
  jest.spyOn(console, 'log').mockReturnValue();
  cloud = await startDeployment();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await cloud.stop();
});

const make = (name = 'a', change: object = {}, event: object = {}) =>
  cloud.request(cloud.clientAuthority, { ...cloud.clients(name), ...change }, event);
const stored = (key: string) => cloud.s3.object(bucket, key)?.toString() ?? '';

test('certifies a root and an issuing CA under it', async () => {
  const answer = await make();
  const [root, issuing] = [stored('clients/ca/root-a.pem'), stored('clients/ca/issuing-a.pem')];
  const [top, below] = [readCertificate(root), readCertificate(issuing)];
  expect(answer).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId: `s3://${bucket}/clients/ca/issuing-a.pem`,
    Data: {
      RootFingerprint: top.fingerprint,
      IssuingFingerprint: below.fingerprint,
      RootNotAfter: top.notAfter.toISOString(),
      IssuingNotAfter: below.notAfter.toISOString(),
    },
  });
  expect(top).toMatchObject({ subject: 'O=example clients, CN=root a', pathLength: 1 });
  expect(below).toMatchObject({ issuer: top.subject, pathLength: 0, extendedKeyUsages: ['clientAuth'] });
  expect(await opensslVerify(issuing, root, 'any')).toBe('OK');
});

test('the root lists what it revoked, nothing, until the issuing CA ends', async () => {
  await make();
  const [root, issuing] = [stored('clients/ca/root-a.pem'), stored('clients/ca/issuing-a.pem')];
  const crl = stored('clients/crl/root-a.crl');
  const until = readCertificate(issuing).notAfter.toUTCString().slice(-12, -4);
  expect(await opensslCrlText(crl)).toMatch(new RegExp(`Next Update: .*${until}[^]*No Revoked Certificates`));
  expect(await opensslVerify(issuing, root, 'any', { crl })).toBe('OK');
  // A deployment that runs again makes it anew.
  expect(await make()).toMatchObject({ Status: 'SUCCESS' });
  expect(await opensslVerify(issuing, root, 'any', { crl: stored('clients/crl/root-a.crl') })).toBe('OK');
});

test('gives the same CA again: repeated, updated and rolled back', async () => {
  const first = await make();
  const update = { RequestType: 'Update', PhysicalResourceId: first.PhysicalResourceId };
  expect(await make()).toMatchObject({ Data: first.Data });
  expect(await make('a', {}, update)).toMatchObject({ Data: first.Data });
  await make('a', {}, { ...update, RequestType: 'Delete' });
  expect(await make()).toMatchObject({ Data: first.Data });
  expect(cloud.s3.versions(bucket, 'clients/ca/issuing-a.pem')).toHaveLength(1);
});

test('two generations share no key', async () => {
  await make('a');
  await make('b');
  const ids = ['root-a', 'issuing-a', 'root-b', 'issuing-b'].map(
    name => readCertificate(stored(`clients/ca/${name}.pem`)).subjectKeyId,
  );
  expect(new Set(ids).size).toBe(4);
});

describe('makes nothing and says why,', () => {
  test('when root and issuing CA would share a key', async () => {
    const { RootKeyAlias } = cloud.clients('a');
    const { Status, Reason } = await make('a', { IssuingKeyAlias: RootKeyAlias });
    expect({ Status, Reason }).toEqual({ Status: 'FAILED', Reason: expect.stringMatching(/got the root's key/) });
    expect(stored('clients/ca/issuing-a.pem')).toBe('');
  });

  test('when the issuing CA that lies there was signed by another root', async () => {
    await make('a');
    await make('b');
    cloud.s3.put(bucket, 'clients/ca/issuing-a.pem', stored('clients/ca/issuing-b.pem'));
    expect((await make('a')).Reason).toMatch(/a certificate for another key than the alias has/);
  });

  test('when the issuing CA would outlive its root', async () => {
    expect((await make('a', { RootDays: '100' })).Reason).toMatch(/takes one up to the issuer's/);
  });

  test('when KMS denies', async () => {
    cloud.clients('a');
    cloud.kms.fail('Sign', 'AccessDeniedException', { status: 400 });
    expect((await make()).Reason).toMatch(/^AccessDeniedException: /);
  });
});
