import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { LocalError } from '../types';
import { signDigest } from './ecdsa';
import { createFaults, type Faults } from './faults';
import { AwsError, serve, type Endpoint } from './http';
import { blob, jsonProtocol, optionalText, text, type Input } from './json';

type KeySpec = 'ECC_NIST_P256' | 'SYMMETRIC_DEFAULT';

export interface KmsStandin extends Faults {
  /** A new key; gives its ARN. Throws LocalError for a spec that is not modelled. */
  createKey(key: { readonly region: string; readonly keyId: string; readonly spec: string }): string;
  /** `name` is `alias/…`; moves the alias where it exists. */
  createAlias(alias: { readonly region: string; readonly name: string; readonly keyId: string }): void;
  /** From now on every use of the key is refused with DisabledException. */
  disable(keyId: string): void;
  enable(keyId: string): void;
}

interface Key {
  readonly keyId: string;
  readonly arn: string;
  readonly spec: KeySpec;
  /** Absent for symmetric keys: they are only described here. */
  readonly privateKey?: KeyObject;
  enabled: boolean;
}

/** KMS with keys that really sign. Aliases and keys belong to a Region: a call to another one does not find them. */
export async function startKms(account: string): Promise<{ kms: KmsStandin; endpoint: Endpoint }> {
  const keys = new Map<string, Key>();
  const aliases = new Map<string, string>();
  const { fail, strike } = createFaults();

  const lookup = (input: Input, region: string): Key => find(text(input, 'KeyId'), region, { keys, aliases, account });
  const usable = (input: Input, region: string): Key & { readonly privateKey: KeyObject } => {
    const key = lookup(input, region);
    if (!key.enabled) throw new AwsError('DisabledException', `${key.arn} is disabled.`);
    if (key.privateKey === undefined)
      throw new AwsError('UnsupportedOperationException', `${key.arn} is a symmetric key: it has no public part.`);
    return { ...key, privateKey: key.privateKey };
  };

  const operations = {
    DescribeKey: (input: Input, region: string) => ({ KeyMetadata: metadata(lookup(input, region), account) }),
    GetPublicKey(input: Input, region: string) {
      const { arn, privateKey } = usable(input, region);
      const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
      const description = { KeyId: arn, KeySpec: 'ECC_NIST_P256', CustomerMasterKeySpec: 'ECC_NIST_P256' };
      return { ...description, ...signing, PublicKey: spki.toString('base64') };
    },
    Sign(input: Input, region: string) {
      const { arn, privateKey } = usable(input, region);
      const SigningAlgorithm = text(input, 'SigningAlgorithm');
      if (SigningAlgorithm !== 'ECDSA_SHA_256')
        throw new AwsError(
          'InvalidKeyUsageException',
          `Algorithm ${SigningAlgorithm} is incompatible with key spec ECC_NIST_P256.`,
        );
      return { KeyId: arn, SigningAlgorithm, Signature: signature(privateKey, input).toString('base64') };
    },
  };

  const endpoint = await serve(jsonProtocol({ service: 'kms', target: 'TrentService', operations, strike }));
  const known = (keyId: string): Key => {
    const key = keys.get(keyId);
    if (key === undefined) throw new LocalError(`KMS stand-in: there is no key ${keyId}`);
    return key;
  };
  const kms: KmsStandin = {
    fail,
    createKey({ region, keyId, spec }) {
      if (spec !== 'ECC_NIST_P256' && spec !== 'SYMMETRIC_DEFAULT')
        throw new LocalError(`KMS stand-in: got key spec ${spec}, takes ECC_NIST_P256 or SYMMETRIC_DEFAULT`);
      const arn = `arn:aws:kms:${region}:${account}:key/${keyId}`;
      const pair = spec === 'ECC_NIST_P256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : undefined;
      keys.set(keyId, { keyId, arn, spec, privateKey: pair?.privateKey, enabled: true });
      return arn;
    },
    createAlias: ({ region, name, keyId }) => void aliases.set(`${region} ${name}`, known(keyId).keyId),
    disable: keyId => void (known(keyId).enabled = false),
    enable: keyId => void (known(keyId).enabled = true),
  };
  return { kms, endpoint };
}

interface Held {
  readonly keys: ReadonlyMap<string, Key>;
  readonly aliases: ReadonlyMap<string, string>;
  readonly account: string;
}

/** By key id, key ARN, alias or alias ARN, in the Region that was asked. */
function find(asked: string, region: string, { keys, aliases, account }: Held): Key {
  const [, arnRegion, name = asked] = /^arn:aws:kms:([^:]+):\d+:(.+)$/.exec(asked) ?? [];
  if (arnRegion !== undefined && arnRegion !== region)
    throw new AwsError('NotFoundException', `Invalid arn ${arnRegion}`);
  const keyId = name.startsWith('alias/') ? aliases.get(`${region} ${name}`) : name.replace(/^key\//, '');
  const key = keyId === undefined ? undefined : keys.get(keyId);
  if (key !== undefined && key.arn.split(':')[3] === region) return key;
  const arn = `arn:aws:kms:${region}:${account}:`;
  throw name.startsWith('alias/')
    ? new AwsError('NotFoundException', `Alias ${arn}${name} is not found.`)
    : new AwsError('NotFoundException', `Key '${arn}key/${keyId}' does not exist`);
}

const signing = { KeyUsage: 'SIGN_VERIFY', SigningAlgorithms: ['ECDSA_SHA_256'] };

function metadata({ keyId, arn, spec, enabled }: Key, account: string): object {
  return {
    AWSAccountId: account,
    KeyId: keyId,
    Arn: arn,
    Enabled: enabled,
    KeyState: enabled ? 'Enabled' : 'Disabled',
    KeySpec: spec,
    ...(spec === 'ECC_NIST_P256' ? signing : { KeyUsage: 'ENCRYPT_DECRYPT' }),
  };
}

function signature(privateKey: KeyObject, input: Input): Buffer {
  const message = blob(input, 'Message');
  const type = optionalText(input, 'MessageType') ?? 'RAW';
  switch (type) {
    case 'RAW':
      if (message.length > 4096) throw new AwsError('ValidationException', 'Message: at most 4096 bytes, or a digest');
      return sign('sha256', message, privateKey);
    case 'DIGEST':
      if (message.length !== 32)
        throw new AwsError('ValidationException', 'Digest is invalid length for algorithm ECDSA_SHA_256.');
      return signDigest(privateKey, message);
    default:
      throw new AwsError('ValidationException', `MessageType: got ${type}, takes RAW or DIGEST`);
  }
}
