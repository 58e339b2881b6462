import { generateKeyPairSync } from 'node:crypto';
import {
  ACMClient,
  AddTagsToCertificateCommand,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  ImportCertificateCommand,
  ListCertificatesCommand,
  ListTagsForCertificateCommand,
  type ImportCertificateCommandInput,
} from '@aws-sdk/client-acm';
import {
  generateKeyPair,
  issueAuthority,
  issueLeaf,
  localSigner,
  type Issuer,
  type LeafRequest,
} from '../../../../lambda/x509';
import { startStandins, type Standins } from '../../../../tools/local/standins';
import type { KeyedCertificate } from '../../../../tools/local/types';

const region = 'us-east-1';
const day = 86_400_000;

let standins: Standins;
let client: ACMClient;
let issuer: Issuer;
beforeEach(async () => {
  standins = await startStandins();
  client = clientOf(region);
  issuer = await authority('CN=a');
});
afterEach(() => standins.stop());

const clientOf = (at: string) =>
  new ACMClient({
    region: at,
    endpoint: standins.endpoints['AWS_ENDPOINT_URL_ACM'],
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
    maxAttempts: 1,
  });

async function authority(subject: string): Promise<Issuer> {
  const signer = localSigner(generateKeyPair().privateKey);
  return { signer, certificate: await issueAuthority({ subject, signer, validityDays: 30 }) };
}

async function keyed(change: Partial<LeafRequest> = {}): Promise<KeyedCertificate> {
  const { spki, privateKey } = generateKeyPair();
  const names = { dns: ['origin.api.example.com'] };
  const request = { subject: 'CN=edge', spki, issuer, usages: ['clientAuth'], names, validityDays: 10, ...change };
  return { certificate: await issueLeaf(request as LeafRequest), chain: issuer.certificate, privateKey };
}

const importing = async (material: KeyedCertificate, change: Partial<ImportCertificateCommandInput> = {}) => {
  const { CertificateArn = '' } = await client.send(
    new ImportCertificateCommand({
      Certificate: Buffer.from(material.certificate),
      PrivateKey: Buffer.from(material.privateKey),
      ...(material.chain === '' ? {} : { CertificateChain: Buffer.from(material.chain) }),
      ...change,
    }),
  );
  return CertificateArn;
};

test('holds what it imports, and tells of it', async () => {
  const material = await keyed();
  const arn = await importing(material, { Tags: [{ Key: 'owner', Value: 'me' }] });
  expect(arn).toMatch(/^arn:aws:acm:us-east-1:\d{12}:certificate\/[0-9a-f-]{36}$/);
  expect(standins.acm.certificate(arn)).toEqual(material);
  const { Certificate } = await client.send(new DescribeCertificateCommand({ CertificateArn: arn }));
  expect(Certificate).toMatchObject({
    DomainName: 'origin.api.example.com',
    KeyAlgorithm: 'EC_prime256v1',
    Type: 'IMPORTED',
    Subject: 'CN=edge',
    Issuer: 'CN=a',
    InUseBy: [],
  });
  expect(Certificate?.NotAfter?.getTime()).toBeGreaterThan(Date.now());
  const { Tags } = await client.send(new ListTagsForCertificateCommand({ CertificateArn: arn }));
  expect(Tags).toEqual([{ Key: 'owner', Value: 'me' }]);
});

test('re-imports under the same ARN', async () => {
  const arn = await importing(await keyed());
  const renewed = await keyed();
  expect(await importing(renewed, { CertificateArn: arn })).toBe(arn);
  expect(standins.acm.certificate(arn)).toEqual(renewed);
});

describe('does not import', () => {
  test.each<[string, RegExp, () => Promise<KeyedCertificate>]>([
    [
      'with a key of another certificate',
      /does not match the private key/,
      async () => ({
        ...(await keyed()),
        privateKey: generateKeyPair().privateKey,
      }),
    ],
    [
      'with a chain of another CA',
      /Unable to validate certificate chain/,
      async () => ({
        ...(await keyed()),
        chain: (await authority('CN=a')).certificate,
      }),
    ],
    ['without a chain', /not a valid self signed/, async () => ({ ...(await keyed()), chain: '' })],
    ['what has no domain name', /names no fully qualified domain name/, () => keyed({ names: { uris: ['urn:x'] } })],
    [
      'what has expired',
      /validity period/,
      () => {
        const [notBefore, notAfter] = [new Date(Date.now() - 2 * day), new Date(Date.now() - day)];
        return keyed({ notBefore, notAfter, validityDays: undefined });
      },
    ],
    ['what is no PEM', /not valid PEM/, async () => ({ ...(await keyed()), certificate: 'hello' })],
    [
      'an encrypted key',
      /unencrypted/,
      async () => {
        const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        const cipher = { cipher: 'aes-256-cbc', passphrase: 'x' };
        const pem = privateKey.export({ type: 'pkcs8', format: 'pem', ...cipher }).toString();
        return { ...(await keyed()), privateKey: pem };
      },
    ],
  ])('%s', async (_, message, material) => {
    const given = await material();
    await expect(importing(given)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(message),
    });
    expect(standins.acm.list(region)).toEqual([]);
  });

  test('over a certificate: fewer uses, tags, or one that ACM issued itself', async () => {
    const arn = await importing(await keyed({ usages: ['clientAuth', 'serverAuth'] }));
    const again = { CertificateArn: arn };
    await expect(importing(await keyed(), again)).rejects.toThrow(/cannot be removed/);
    const tagged = { ...again, Tags: [{ Key: 'a', Value: 'b' }] };
    await expect(importing(await keyed({ usages: ['serverAuth'] }), tagged)).rejects.toThrow(
      /Tagging is not permitted/,
    );
    const requested = arn.replace(/[^/]+$/, 'requested');
    standins.acm.put(requested, await keyed());
    await expect(importing(await keyed(), { CertificateArn: requested })).rejects.toThrow(
      /Only an imported certificate/,
    );
  });
});

test('lists RSA only, unless asked for elliptic curves', async () => {
  const arn = await importing(await keyed());
  const arns = async (Includes?: object) =>
    (await client.send(new ListCertificatesCommand({ Includes }))).CertificateSummaryList?.map(
      each => each.CertificateArn,
    );
  expect(await arns()).toEqual([]);
  expect(await arns({ keyTypes: ['EC_prime256v1'] })).toEqual([arn]);
});

test('adds tags, and refuses those AWS keeps for itself', async () => {
  const CertificateArn = await importing(await keyed(), { Tags: [{ Key: 'a', Value: '1' }] });
  const add = (Key: string) =>
    client.send(new AddTagsToCertificateCommand({ CertificateArn, Tags: [{ Key, Value: '2' }] }));
  await add('a');
  await add('b');
  await expect(add('aws:c')).rejects.toMatchObject({ name: 'InvalidTagException' });
  const { Tags } = await client.send(new ListTagsForCertificateCommand({ CertificateArn }));
  expect(Tags).toEqual([
    { Key: 'a', Value: '2' },
    { Key: 'b', Value: '2' },
  ]);
});

test('deletes nothing that is in use', async () => {
  const CertificateArn = await importing(await keyed());
  const remove = () => client.send(new DeleteCertificateCommand({ CertificateArn }));
  standins.acm.setInUse(CertificateArn, ['arn:aws:cloudfront::111122223333:distribution/E1']);
  await expect(remove()).rejects.toMatchObject({ name: 'ResourceInUseException' });
  standins.acm.setInUse(CertificateArn, []);
  await remove();
  await expect(remove()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a certificate is known in its own Region only', async () => {
  const CertificateArn = await importing(await keyed());
  const request = new DescribeCertificateCommand({ CertificateArn });
  await expect(clientOf('eu-west-1').send(request)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
