import {
  CloudFrontKeyValueStoreClient,
  DescribeKeyValueStoreCommand,
  GetKeyCommand,
  ListKeysCommand,
  PutKeyCommand,
  UpdateKeysCommand,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
import '@aws-sdk/signature-v4a';
import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { startKeyValueStores, type KeyValueStoreStandin } from '../../../../tools/local/standins/key-value-store';
import type { Endpoint } from '../../../../tools/local/standins/http';

const KvsARN = 'arn:aws:cloudfront::000000000000:key-value-store/9b1d8a3e-0000-4000-8000-000000000000';
let endpoint: Endpoint;
let stores: KeyValueStoreStandin;
let client: CloudFrontKeyValueStoreClient;

beforeEach(async () => {
  ({ stores, endpoint } = await startKeyValueStores());
  stores.create({ arn: KvsARN });
  client = new CloudFrontKeyValueStoreClient({
    endpoint: endpoint.url.replace('127.0.0.1', 'localhost'),
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: { httpAgent: { lookup: toLoopback } },
  });
});
afterEach(async () => {
  client.destroy();
  await endpoint.stop();
});

/** The SDK asks for `<account>.localhost`, which is loopback (RFC 6761, section 6.3), though not every resolver knows. */
const toLoopback: LookupFunction = (_host, options, done) => lookup('127.0.0.1', options, done);

const etag = async (): Promise<string> => (await client.send(new DescribeKeyValueStoreCommand({ KvsARN }))).ETag ?? '';

test('what is written is read, over the SDK and by functions', async () => {
  const Puts = [
    { Key: 'ABC', Value: 'revoked' },
    { Key: 'DEF', Value: 'revoked' },
  ];
  const written = await client.send(new UpdateKeysCommand({ KvsARN, IfMatch: await etag(), Puts }));
  expect(written).toMatchObject({ ItemCount: 2, TotalSizeInBytes: 20 });
  expect((await client.send(new GetKeyCommand({ KvsARN, Key: 'ABC' }))).Value).toBe('revoked');
  await client.send(new UpdateKeysCommand({ KvsARN, IfMatch: written.ETag, Deletes: [{ Key: 'ABC' }] }));
  expect((await client.send(new ListKeysCommand({ KvsARN }))).Items).toEqual([{ Key: 'DEF', Value: 'revoked' }]);
  const read = stores.reader(KvsARN);
  expect([read?.('ABC'), read?.('DEF')]).toEqual([undefined, 'revoked']);
  expect(stores.reader('arn:other')).toBeUndefined();
});

test('a long list comes in pages', async () => {
  for (const tens of ['0', '1', '2'])
    await client.send(
      new UpdateKeysCommand({
        KvsARN,
        IfMatch: await etag(),
        Puts: Array.from({ length: 30 }, (_, i) => ({ Key: `${tens}-${String(i).padStart(2, '0')}`, Value: 'x' })),
      }),
    );
  const first = await client.send(new ListKeysCommand({ KvsARN }));
  const second = await client.send(new ListKeysCommand({ KvsARN, NextToken: first.NextToken }));
  expect(second.NextToken).toBeUndefined();
  const keys = [...(first.Items ?? []), ...(second.Items ?? [])].map(({ Key }) => Key);
  expect(new Set(keys).size).toBe(90);
});

test.each<[string, () => Promise<unknown>, string]>([
  [
    'a write over somebody else’s',
    async () => {
      const IfMatch = await etag();
      await client.send(new PutKeyCommand({ KvsARN, IfMatch, Key: 'a', Value: '1' }));
      return client.send(new PutKeyCommand({ KvsARN, IfMatch, Key: 'a', Value: '2' }));
    },
    'ConflictException',
  ],
  [
    'more pairs than a request takes',
    async () => {
      const Puts = Array.from({ length: 51 }, (_, i) => ({ Key: String(i), Value: 'x' }));
      return client.send(new UpdateKeysCommand({ KvsARN, IfMatch: await etag(), Puts }));
    },
    'ValidationException',
  ],
  [
    'a value that is too long',
    async () => client.send(new PutKeyCommand({ KvsARN, IfMatch: await etag(), Key: 'a', Value: 'x'.repeat(1_025) })),
    'ValidationException',
  ],
  [
    'a key that is not there',
    () => client.send(new GetKeyCommand({ KvsARN, Key: 'nobody' })),
    'ResourceNotFoundException',
  ],
  [
    'a store that is not there',
    () => client.send(new ListKeysCommand({ KvsARN: KvsARN.replace('9b1d', '0000') })),
    'ResourceNotFoundException',
  ],
])('%s is refused', async (_, act, name) => {
  await expect(act()).rejects.toMatchObject({ name });
});

test('a fault strikes where it is told to', async () => {
  stores.fail('ListKeys', 'InternalServerException', { status: 500 });
  await expect(client.send(new ListKeysCommand({ KvsARN }))).rejects.toMatchObject({ name: 'InternalServerException' });
});
