import { accountId } from '../conditions';
import { startAcm, type AcmStandin } from './acm';
import { startKeyValueStores, type KeyValueStoreStandin } from './key-value-store';
import { startKms, type KmsStandin } from './kms';
import { startS3, type S3Standin } from './s3';

export interface Standins {
  /** `AWS_ENDPOINT_URL_KMS`, `_S3` and so on: with these the SDK in a Lambda process finds the stand-ins. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly kms: KmsStandin;
  readonly s3: S3Standin;
  readonly acm: AcmStandin;
  readonly keyValueStores: KeyValueStoreStandin;
  stop(): Promise<void>;
}

/** The services that the functions of the templates talk to, on loopback. What they hold is gone when they stop. */
export async function startStandins(account = accountId): Promise<Standins> {
  const [{ kms, endpoint: kmsAt }, { s3, endpoint: s3At }, { acm, endpoint: acmAt }, { stores, endpoint: storesAt }] =
    await Promise.all([startKms(account), startS3(), startAcm(account), startKeyValueStores()]);
  return {
    endpoints: {
      AWS_ENDPOINT_URL_KMS: kmsAt.url,
      AWS_ENDPOINT_URL_S3: s3At.url,
      AWS_ENDPOINT_URL_ACM: acmAt.url,
      // The SDK puts the account's number before the host name, which an address would not take.
      AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE: storesAt.url.replace('127.0.0.1', 'localhost'),
    },
    kms,
    s3,
    acm,
    keyValueStores: stores,
    stop: async () => void (await Promise.all([kmsAt, s3At, acmAt, storesAt].map(at => at.stop()))),
  };
}
