import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { startStandins, type Standins } from '../../../../tools/local/standins';
import { s3In } from '../../../../lambda/aws/s3';

const region = 'eu-west-1';
const Bucket = 'example-trust';
const Key = 'origin-hop/ca/a.pem';
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' };

let standins: Standins;
let client: S3Client;
beforeEach(async () => {
  standins = await startStandins();
  standins.s3.createBucket({ name: Bucket, region, versioned: true });
  client = clientOf({});
});
afterEach(async () => {
  client.destroy();
  await standins.stop();
});

const clientOf = (change: { region?: string; forcePathStyle?: boolean; endpoint?: string }) =>
  new S3Client({ region, endpoint: standins.endpoints['AWS_ENDPOINT_URL_S3'], credentials, maxAttempts: 1, ...change });
const put = (change: Partial<PutObjectCommandInput> = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body: 'hello', ...change }));
const get = async (VersionId?: string) => {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
  return Body?.transformToString();
};

test('every version stays, and the newest is given unless one is asked for', async () => {
  const first = await put();
  const second = await put({ Body: 'world' });
  expect(await get()).toBe('world');
  expect(await get(first.VersionId)).toBe('hello');
  expect(standins.s3.versions(Bucket, Key)).toEqual([second.VersionId, first.VersionId]);
  expect(standins.s3.object(Bucket, Key, first.VersionId)?.toString()).toBe('hello');
  expect((await client.send(new HeadObjectCommand({ Bucket, Key }))).VersionId).toBe(second.VersionId);
});

test('a bucket without versions keeps the newest only', async () => {
  standins.s3.createBucket({ name: 'plain', region, versioned: false });
  expect((await put({ Bucket: 'plain' })).VersionId).toBeUndefined();
  await put({ Bucket: 'plain', Body: 'world' });
  expect(standins.s3.versions('plain', Key)).toEqual(['null']);
});

describe('takes a body', () => {
  test.each<[string, Partial<PutObjectCommandInput>]>([
    ['with the checksum the SDK adds by itself', {}],
    ['with SHA-256', { ChecksumAlgorithm: 'SHA256' }],
    ['with SHA-1', { ChecksumAlgorithm: 'SHA1' }],
    ['in chunks with a trailer', { Body: Readable.from([Buffer.from('hel'), Buffer.from('lo')]), ContentLength: 5 }],
  ])('%s', async (_, change) => {
    await put(change);
    expect(await get()).toBe('hello');
  });

  test('and refuses one whose checksum does not hold', async () => {
    await expect(put({ ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(put({ ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' });
    expect(standins.s3.versions(Bucket, Key)).toEqual([]);
  });
});

describe('writes on condition', () => {
  test('only where there is nothing', async () => {
    await put({ IfNoneMatch: '*' });
    await expect(put({ IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  test('only over what was read', async () => {
    const { ETag } = await put();
    await put({ IfMatch: ETag, Body: 'world' });
    await expect(put({ IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await get()).toBe('world');
  });
});

describe('refuses as S3 does', () => {
  test('an object, a version or a bucket that is not there', async () => {
    await expect(get()).rejects.toMatchObject({ name: 'NoSuchKey' });
    await put();
    await expect(get('none')).rejects.toMatchObject({ name: 'NoSuchVersion' });
    await expect(put({ Bucket: 'none' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await expect(client.send(new HeadObjectCommand({ Bucket, Key: 'none' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  test('a call to another Region', async () => {
    const elsewhere = clientOf({ region: 'us-east-1' });
    const request = new GetObjectCommand({ Bucket, Key });
    await expect(elsewhere.send(request)).rejects.toMatchObject({ name: 'AuthorizationHeaderMalformed' });
  });
});

test('lists by prefix', async () => {
  await put();
  await put({ Key: 'other' });
  const { Contents } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'origin-hop/' }));
  expect(Contents?.map(({ Key }) => Key)).toEqual([Key]);
});

test('understands path style and virtual-host style', async () => {
  const { port } = new URL(standins.endpoints['AWS_ENDPOINT_URL_S3'] ?? '');
  await put();
  for (const forcePathStyle of [true, false]) {
    const styled = clientOf({ forcePathStyle, endpoint: `http://localhost:${port}` });
    const request = new GetObjectCommand({ Bucket, Key });
    // Not every resolver knows names under localhost: the address is given, the Host header stays.
    styled.middlewareStack.add(
      next => args => next({ ...args, request: Object.assign(args.request as object, { hostname: '127.0.0.1' }) }),
      { step: 'deserialize', priority: 'low' },
    );
    expect(await (await styled.send(request)).Body?.transformToString()).toBe('hello');
  }
});

describe('the small client of the custom resources', () => {
  const before = { ...process.env };
  beforeEach(() => {
    process.env['AWS_ENDPOINT_URL_S3'] = standins.endpoints['AWS_ENDPOINT_URL_S3'];
    process.env['AWS_ACCESS_KEY_ID'] = credentials.accessKeyId;
    process.env['AWS_SECRET_ACCESS_KEY'] = credentials.secretAccessKey;
  });
  afterEach(() => {
    process.env = { ...before };
  });
  const signal = AbortSignal.timeout(10_000);
  const place = { bucket: Bucket, key: 'a folder/ä+b.pem' };

  test('writes what the SDK reads, whatever the name', async () => {
    const written = await s3In(region).send({ method: 'PUT', ...place, body: 'hello' }, signal);
    expect(written).toMatchObject({ status: 200, code: '' });
    const { Body, VersionId } = await client.send(new GetObjectCommand({ Bucket, Key: place.key }));
    expect(await Body?.transformToString()).toBe('hello');
    expect(VersionId).toBe(written.header('x-amz-version-id'));
  });

  test('gives the code of an error, and tries again only what may pass', async () => {
    expect(await s3In(region).send({ method: 'GET', ...place }, signal)).toMatchObject({
      status: 404,
      code: 'NoSuchKey',
    });
    standins.s3.fail('GetObject', 'SlowDown', { status: 503, times: 3 });
    expect(await s3In(region).send({ method: 'GET', ...place }, signal)).toMatchObject({ code: 'SlowDown' });
    standins.s3.fail('GetObject', 'AccessDenied', { status: 403, times: 1 });
    expect(await s3In(region).send({ method: 'GET', ...place }, signal)).toMatchObject({ code: 'AccessDenied' });
  });

  test('names the object it could not reach', async () => {
    process.env['AWS_ENDPOINT_URL_S3'] = 'http://127.0.0.1:1';
    await expect(s3In(region).send({ method: 'GET', bucket: Bucket, key: Key }, signal)).rejects.toThrow(
      /^s3:\/\/example-trust\/origin-hop\/ca\/a\.pem: S3 cannot be reached: /,
    );
  });
});
