import { createHash } from 'node:crypto';
import { generateKeyPair, pemBundle } from '../../../lambda/x509';
import { bucket, home, startDeployment, type Answer, type Deployment } from '../aws/deployment';

let cloud: Deployment;
beforeEach(async () => {
  jest.spyOn(console, 'log').mockReturnValue();
  cloud = await startDeployment();
  for (const generation of ['a', 'b']) await cloud.request(cloud.authority, cloud.generation(generation));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await cloud.stop();
});

const keysOf = (generations: readonly string[]) => generations.map(name => `origin-hop/ca/${name}.pem`);
const publish = (generations: readonly string[], event: object = {}) =>
  cloud.request(
    cloud.truststore,
    { Bucket: bucket, Folder: 'origin-hop/truststore', AuthorityKeys: keysOf(generations) },
    event,
  );
const published = ({ Data = {} }: Answer) =>
  cloud.s3.object(bucket, Data['Key'] ?? '', Data['Version'])?.toString() ?? '';

test('publishes the bundle under the name of its content, at a version', async () => {
  const answer = await publish(['a', 'b']);
  const bundle = published(answer);
  const fingerprint = createHash('sha256').update(bundle).digest('hex');
  const key = `origin-hop/truststore/${fingerprint}.pem`;
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: `${bucket}/origin-hop/truststore` });
  expect(answer.Data).toEqual({
    Uri: `s3://${bucket}/${key}`,
    Version: cloud.s3.versions(bucket, key)[0],
    Bucket: bucket,
    Key: key,
    Fingerprint: fingerprint,
  });
  expect(pemBundle(bundle)).toEqual(keysOf(['a', 'b']).map(name => cloud.s3.object(bucket, name)?.toString()));
});

test('rotates by adding, then removing, and every bundle stays for the way back', async () => {
  const bundles = [await publish(['a']), await publish(['a', 'b'], update), await publish(['b'], update)];
  expect(bundles.map(answer => pemBundle(published(answer)).length)).toEqual([1, 2, 1]);
  expect(new Set(bundles.map(({ Data }) => Data?.['Uri'])).size).toBe(3);
  expect(new Set(bundles.map(({ PhysicalResourceId }) => PhysicalResourceId)).size).toBe(1);
  const back = await publish(['a'], update);
  expect(back.Data).toEqual(bundles[0]?.Data);
  await publish(['a'], { ...update, RequestType: 'Delete' });
  expect(published(back)).not.toBe('');
});

const update = { RequestType: 'Update', PhysicalResourceId: `${bucket}/origin-hop/truststore` };

test('two runs at once publish one version', async () => {
  const [one, two] = await Promise.all([publish(['a']), publish(['a'])]);
  expect(two.Data).toEqual(one.Data);
  expect(cloud.s3.versions(bucket, one.Data?.['Key'] ?? '')).toHaveLength(1);
});

test('what somebody else wrote under the name of the bundle is not what the domain gets', async () => {
  const first = await publish(['a']);
  cloud.s3.put(bucket, first.Data?.['Key'] ?? '', 'something else');
  const second = await publish(['a'], update);
  expect(second.Data?.['Version']).not.toBe(first.Data?.['Version']);
  expect(published(second)).toBe(published(first));
});

describe('publishes nothing and says why,', () => {
  test.each<[string, RegExp, (cloud: Deployment) => void]>([
    ['when a CA is missing', /there is no such object; deploy the stack that makes this CA first/, () => undefined],
    ['when a CA is empty', /got none, takes one certificate/, ({ s3 }) => s3.put(bucket, 'origin-hop/ca/c.pem', '')],
    [
      'when a CA cannot be parsed',
      /no X\.509 parser reads/,
      ({ s3 }) =>
        s3.put(bucket, 'origin-hop/ca/c.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'),
    ],
    [
      'when a private key lies there',
      /got a private key/,
      ({ s3 }) => s3.put(bucket, 'origin-hop/ca/c.pem', generateKeyPair().privateKey),
    ],
    [
      'when the same CA is listed twice',
      /more than one certificate with this subject/,
      ({ s3 }) => s3.put(bucket, 'origin-hop/ca/c.pem', s3.object(bucket, 'origin-hop/ca/a.pem') ?? ''),
    ],
    [
      'when S3 denies',
      /^AccessDenied: .*S3 answers 403/,
      ({ s3 }) => s3.fail('GetObject', 'AccessDenied', { status: 403 }),
    ],
  ])('%s', async (_, reason, arrange) => {
    arrange(cloud);
    const { Status, Reason = '' } = await publish(['a', 'c']);
    expect(Status).toBe('FAILED');
    expect(Reason).toMatch(reason);
    expect(Reason).not.toMatch(/BEGIN|\n/);
    expect(cloud.s3.keys(bucket, 'origin-hop/truststore/')).toEqual([]);
  });

  test('when no CA is named', async () => {
    const { Reason } = await publish([]);
    expect(Reason).toBe('PropertyError: AuthorityKeys: got [], takes a list of one text or more');
  });
});

describe('the truststore of clients', () => {
  const assets = 'example-assets';
  const put = (name: string, text: string) => {
    cloud.s3.put(assets, name, text);
    return `s3://${assets}/${name}`;
  };
  const publishClients = (properties: object) =>
    cloud.request(cloud.truststore, {
      Bucket: bucket,
      BucketRegion: home,
      Folder: 'clients/truststore',
      ...properties,
    });
  const own = ['clients/ca/root-a.pem', 'clients/ca/issuing-a.pem'];
  beforeEach(async () => {
    cloud.s3.createBucket({ name: assets, region: home, versioned: true });
    await cloud.request(cloud.clientAuthority, cloud.clients('a'));
  });
  const another = () => cloud.s3.object(bucket, 'origin-hop/ca/b.pem')?.toString() ?? '';

  test('holds our CA, then those that came with the deployment', async () => {
    const answer = await publishClients({ AuthorityKeys: own, Bundles: [put('a.pem', another())] });
    expect(answer.Data?.['Uri']).toMatch(/^s3:\/\/example-trust\/clients\/truststore\/[0-9a-f]{64}\.pem$/);
    expect(published(answer)).toBe(own.map(key => cloud.s3.object(bucket, key)?.toString()).join('') + another());
  });

  test('may be only what came with the deployment', async () =>
    expect(published(await publishClients({ Bundles: [put('a.pem', another())] }))).toBe(another()));

  test.each<[string, () => object, RegExp]>([
    ['of nothing', () => ({}), /AuthorityKeys, Bundles: got neither/],
    ['with a key in it', () => ({ Bundles: [put('a.pem', generateKeyPair().privateKey)] }), /got a private key/],
    [
      'with an issuing CA and no root',
      () => ({ AuthorityKeys: ['clients/ca/issuing-a.pem'] }),
      /got no certificate of its issuer/,
    ],
    ['from a place that is none', () => ({ Bundles: ['a.pem'] }), /takes s3:\/\/<bucket>\/<key>/],
  ])('%s is not published', async (_, properties, reason) => {
    const { Status, Reason } = await publishClients(properties());
    expect({ Status, Reason }).toEqual({ Status: 'FAILED', Reason: expect.stringMatching(reason) });
    expect(cloud.s3.keys(bucket, 'clients/truststore/')).toEqual([]);
  });
});
