import { suffixOf } from './s3';
import { sendSigned, signatureV4, unreachable } from './signed';

/** A service that takes and gives JSON, as KMS and DynamoDB do (AWS JSON protocols 1.0 and 1.1). */
interface JsonService {
  /** In host names and signatures: `kms`. */
  readonly name: string;
  /** In front of the operation in `x-amz-target`: `TrentService`. */
  readonly target: string;
  readonly version: '1.0' | '1.1';
  /** Variable that names another endpoint, as for the SDK. */
  readonly endpoint: string;
  /** Errors that may be gone a moment later, by name. */
  readonly passing: RegExp;
}

export type Output = Readonly<Record<string, unknown>>;

/** What the service refused: `name` as the service names it (`NotFoundException`), `fields` as it answered. */
export class ServiceError extends Error {
  readonly fields: Output;

  constructor(name: string, message: string, fields: Output) {
    super(message);
    this.name = name;
    this.fields = fields;
  }
}

/** Calls operations of a service in a Region. Rejects with {@link ServiceError}. */
export const jsonService =
  (service: JsonService, region: string) =>
  async (operation: string, input: object, signal: AbortSignal): Promise<Output> => {
    const { name, target, version, endpoint, passing } = service;
    const request = {
      method: 'POST',
      url: new URL(process.env[endpoint] ?? `https://${name}.${region}.${suffixOf(region)}/`),
      headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': `${target}.${operation}` },
      body: JSON.stringify(input),
    } as const;
    const { status, body: text } = await sendSigned(request, {
      sign: signatureV4(name, region),
      signal,
      again: response => response.status >= 400 && passing.test(response.body),
    }).catch((error: unknown) => {
      throw unreachable(name, error);
    });
    const fields = parse(text);
    if (status < 300) return fields;
    const { __type: type = `status ${status}`, message = fields['Message'] } = fields;
    const said = typeof message === 'string' ? message : `${name} answers ${status}`;
    throw new ServiceError(String(type).replace(/^.*#/, ''), said, fields);
  };

function parse(body: string): Output {
  try {
    return JSON.parse(body) as Output;
  } catch {
    return {};
  }
}
