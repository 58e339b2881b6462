import { suffixOf } from './s3';
import { sendSigned, signatureV4, unreachable } from './signed';

/** KMS's GetPublicKey and Sign, as its API reference writes their fields; bytes are base64. */
export interface Kms {
  send(
    operation: 'GetPublicKey' | 'Sign',
    input: object,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, unknown>>>;
}

/** What KMS may say differently a moment later. */
const passing = /Throttling|DependencyTimeout|KMSInternal|KeyUnavailable|RequestLimitExceeded/;

/** KMS in a Region. Rejects with an error named as KMS names it (`NotFoundException`). */
export const kmsIn = (region: string): Kms => ({
  async send(operation, input, signal) {
    const url = new URL(process.env['AWS_ENDPOINT_URL_KMS'] ?? `https://kms.${region}.${suffixOf(region)}/`);
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `TrentService.${operation}` };
    const sign = signatureV4('kms', region);
    const request = { method: 'POST', url, headers, body: JSON.stringify(input) } as const;
    const response = await sendSigned(request, {
      sign,
      signal,
      again: ({ status, body }) => status >= 400 && passing.test(body),
    }).catch((error: unknown) => {
      throw unreachable('KMS', error);
    });
    const body = parse(response.body);
    if (response.status < 300) return body;
    const { __type: type = `status ${response.status}`, message = body['Message'] } = body;
    const name = String(type).replace(/^.*#/, '');
    throw Object.assign(new Error(typeof message === 'string' ? message : `KMS answers ${response.status}`), { name });
  },
});

function parse(body: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(body) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
