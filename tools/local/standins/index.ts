import { accountId } from '../conditions';
import { startAcm, type AcmStandin } from './acm';
import { startKms, type KmsStandin } from './kms';
import { startS3, type S3Standin } from './s3';

export interface Standins {
  /** `AWS_ENDPOINT_URL_KMS`, `_S3`, `_ACM`: with these the SDK in a Lambda process finds the stand-ins. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly kms: KmsStandin;
  readonly s3: S3Standin;
  readonly acm: AcmStandin;
  stop(): Promise<void>;
}

/** The three services that the custom resources talk to, on loopback. What they hold is gone when they stop. */
export async function startStandins(account = accountId): Promise<Standins> {
  const [{ kms, endpoint: kmsAt }, { s3, endpoint: s3At }, { acm, endpoint: acmAt }] = await Promise.all([
    startKms(account),
    startS3(),
    startAcm(account),
  ]);
  return {
    endpoints: { AWS_ENDPOINT_URL_KMS: kmsAt.url, AWS_ENDPOINT_URL_S3: s3At.url, AWS_ENDPOINT_URL_ACM: acmAt.url },
    kms,
    s3,
    acm,
    stop: async () => void (await Promise.all([kmsAt, s3At, acmAt].map(at => at.stop()))),
  };
}
