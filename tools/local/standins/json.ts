import { AwsError, type Call, type Protocol } from './http';

/** Input as the SDK sent it; every operation reads what it needs by the functions below. */
export type Input = Readonly<Record<string, unknown>>;
type Operation = (input: Input, region: string) => object;

interface JsonService {
  readonly service: string;
  /** Before the dot of `X-Amz-Target`. */
  readonly target: string;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly strike: (operation: string) => void;
}

/** A service of the AWS JSON 1.1 protocol (KMS, ACM). An operation it does not know is named, never made up. */
export const jsonProtocol = ({ service, target, operations, strike }: JsonService): Protocol => ({
  service,
  answer(call: Call) {
    const [prefix, name = ''] = String(call.headers['x-amz-target']).split('.');
    const operation = prefix === target && Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (operation === undefined)
      throw new AwsError('UnknownOperationException', `${service}: the stand-in does not know the operation ${name}`);
    strike(name);
    return json(200, operation(JSON.parse(call.body.toString() || '{}') as Input, call.region));
  },
  refuse: ({ code, message, status }) => json(status, { __type: code, message, Message: message }),
});

const json = (status: number, body: object) => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(body),
});

export function text(input: Input, name: string): string {
  const value = input[name];
  if (typeof value !== 'string' || value === '')
    throw new AwsError(
      'ValidationException',
      `Value at '${name}' failed to satisfy constraint: Member must not be null`,
    );
  return value;
}

export const optionalText = (input: Input, name: string): string | undefined =>
  input[name] === undefined || input[name] === null ? undefined : text(input, name);

export const blob = (input: Input, name: string): Buffer => Buffer.from(text(input, name), 'base64');
