import { createPublicKey, randomBytes, verify, createHash } from 'node:crypto';
import {
  DescribeKeyCommand,
  GetPublicKeyCommand,
  KMSClient,
  SignCommand,
  type SignCommandInput,
} from '@aws-sdk/client-kms';
import { startStandins, type Standins } from '../../../../tools/local/standins';

const [region, other] = ['eu-west-1', 'us-east-1'];
const alias = 'alias/example-ca-a';
const keyId = '0b1c2d3e-0000-4000-8000-000000000001';

let standins: Standins;
let arn: string;
beforeEach(async () => {
  standins = await startStandins();
  arn = standins.kms.createKey({ region, keyId, spec: 'ECC_NIST_P256' });
  standins.kms.createAlias({ region, name: alias, keyId });
});
afterEach(() => standins.stop());

const clientOf = (at: string) =>
  new KMSClient({
    region: at,
    endpoint: standins.endpoints['AWS_ENDPOINT_URL_KMS'],
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
    maxAttempts: 1,
  });

const sign = (change: Partial<SignCommandInput>) =>
  clientOf(region).send(
    new SignCommand({ KeyId: alias, SigningAlgorithm: 'ECDSA_SHA_256', Message: Buffer.from('hello'), ...change }),
  );

describe('signs what the public key verifies', () => {
  const message = randomBytes(300);
  const publicKey = async () => {
    const { PublicKey = new Uint8Array() } = await clientOf(region).send(new GetPublicKeyCommand({ KeyId: alias }));
    return createPublicKey({ key: Buffer.from(PublicKey), type: 'spki', format: 'der' });
  };

  test('a message', async () => {
    const { Signature = new Uint8Array(), KeyId } = await sign({ Message: message, MessageType: 'RAW' });
    expect(verify('sha256', message, await publicKey(), Signature)).toBe(true);
    expect(KeyId).toBe(arn);
  });

  test('a digest, thirty times (r and s come in every length)', async () => {
    const key = await publicKey();
    const Message = createHash('sha256').update(message).digest();
    for (let time = 0; time < 30; time += 1) {
      const { Signature = new Uint8Array() } = await sign({ Message, MessageType: 'DIGEST' });
      expect(verify('sha256', message, key, Signature)).toBe(true);
      expect(verify('sha256', Buffer.from('other'), key, Signature)).toBe(false);
    }
  });
});

test.each([
  ['id', () => keyId],
  ['ARN', () => arn],
  ['alias', () => alias],
  ['alias ARN', () => arn.replace(/key\/.*/, alias)],
])('finds a key by its %s', async (_, id) => {
  const { KeyMetadata } = await clientOf(region).send(new DescribeKeyCommand({ KeyId: id() }));
  expect(KeyMetadata).toMatchObject({ Arn: arn, KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY', Enabled: true });
});

describe('refuses as KMS does', () => {
  test.each([
    ['alias', alias],
    ['id', keyId],
    ['ARN', ''],
  ])('a key of another Region, by its %s', async (_, id) => {
    const request = new GetPublicKeyCommand({ KeyId: id === '' ? arn : id });
    await expect(clientOf(other).send(request)).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  test('a disabled key', async () => {
    standins.kms.disable(keyId);
    await expect(sign({})).rejects.toMatchObject({ name: 'DisabledException' });
    standins.kms.enable(keyId);
    await expect(sign({})).resolves.toBeDefined();
  });

  test.each<[string, Partial<SignCommandInput>, string]>([
    ['a digest of a wrong length', { MessageType: 'DIGEST' }, 'ValidationException'],
    ['a message over 4096 bytes', { Message: Buffer.alloc(4_097) }, 'ValidationException'],
    ['an algorithm of another key', { SigningAlgorithm: 'ECDSA_SHA_384' }, 'InvalidKeyUsageException'],
    ['a key that is not there', { KeyId: 'alias/none' }, 'NotFoundException'],
  ])('%s', async (_, change, name) => {
    await expect(sign(change)).rejects.toMatchObject({ name });
  });

  test('a symmetric key, asked for its public part', async () => {
    const symmetric = standins.kms.createKey({ region, keyId: 'symmetric', spec: 'SYMMETRIC_DEFAULT' });
    const request = new GetPublicKeyCommand({ KeyId: symmetric });
    await expect(clientOf(region).send(request)).rejects.toMatchObject({ name: 'UnsupportedOperationException' });
  });
});

test('a key spec that is not modelled stops the start with its name', () => {
  expect(() => standins.kms.createKey({ region, keyId: 'x', spec: 'RSA_4096' })).toThrow(/got key spec RSA_4096/);
});

test('an operation that is not modelled is named', async () => {
  const { KMSClient: _, ...kms } = await import('@aws-sdk/client-kms');
  await expect(clientOf(region).send(new kms.ListKeysCommand({}))).rejects.toThrow(
    /does not know the operation ListKeys/,
  );
});

test('an unsigned request is refused', async () => {
  const response = await fetch(standins.endpoints['AWS_ENDPOINT_URL_KMS'] ?? '', { method: 'POST', body: '{}' });
  expect(response.status).toBe(403);
});

test('a fault strikes as often as asked', async () => {
  standins.kms.fail('Sign', 'KMSInternalException', { times: 1, status: 500 });
  await expect(sign({})).rejects.toMatchObject({ name: 'KMSInternalException' });
  await expect(sign({})).resolves.toBeDefined();
  const lift = standins.kms.fail('Sign', 'AccessDeniedException');
  await expect(sign({})).rejects.toMatchObject({ name: 'AccessDeniedException' });
  lift();
  await expect(sign({})).resolves.toBeDefined();
});
