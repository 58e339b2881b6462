import { jsonService, type Output } from './json';

/** KMS's GetPublicKey and Sign, as its API reference writes their fields; bytes are base64. */
export interface Kms {
  send(operation: 'GetPublicKey' | 'Sign', input: object, signal: AbortSignal): Promise<Output>;
}

const service = {
  name: 'kms',
  target: 'TrentService',
  version: '1.1',
  endpoint: 'AWS_ENDPOINT_URL_KMS',
  passing: /Throttling|DependencyTimeout|KMSInternal|KeyUnavailable|RequestLimitExceeded/,
} as const;

/** KMS in a Region. */
export const kmsIn = (region: string): Kms => ({ send: jsonService(service, region) });
