import * as z from 'zod';
import { check } from '../../check';
import { LocalError } from '../../types';

/** What answers a method: a function, or API Gateway itself with headers that were written down (a CORS preflight). */
export type Integration =
  | { readonly kind: 'function'; readonly functionArn: string; readonly timeoutMs: number }
  | { readonly kind: 'mock'; readonly status: number; readonly headers: Readonly<Record<string, string>> };

const passThrough = z.enum(['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER']).optional();

const proxy = z.strictObject({
  Type: z.literal('AWS_PROXY'),
  IntegrationHttpMethod: z.literal('POST', 'a function is invoked with POST'),
  Uri: z.string(),
  // 29 s is what an account may ask for without a quota increase.
  TimeoutInMillis: z.coerce.number().int().min(50).max(29_000).default(29_000),
  ConnectionType: z.literal('INTERNET', 'the local gateway takes INTERNET').optional(),
  PassthroughBehavior: passThrough,
});

const quoted = z.string().regex(/^'[^']*'$/, "takes a text in single quotes: '…'");
const mock = z.strictObject({
  Type: z.literal('MOCK'),
  PassthroughBehavior: passThrough,
  RequestTemplates: z.strictObject({
    'application/json': z
      .string()
      .regex(/^\{ ?"?statusCode"?: ?\d{3} ?\}$/, 'takes {"statusCode":204} and no other template'),
  }),
  IntegrationResponses: z.tuple([
    z.strictObject({
      StatusCode: z.coerce.number().int().min(200).max(599),
      ResponseParameters: z
        .record(z.string().regex(/^method\.response\.header\.[\w-]+$/, 'takes method.response.header.<name>'), quoted)
        .default({}),
    }),
  ]),
});

/** Reads the integration of a method. Throws LocalError for any other than a Lambda proxy and a mock without templates. */
export function readIntegration(place: string, value: unknown): Integration {
  const { Type } = check(`${place}: Integration`, z.looseObject({ Type: z.enum(['AWS_PROXY', 'MOCK']) }), value);
  const integration = check(`${place}: Integration`, Type === 'MOCK' ? mock : proxy, value);
  if (integration.Type === 'MOCK') {
    const [{ StatusCode: status, ResponseParameters: parameters }] = integration.IntegrationResponses;
    const headers = Object.entries(parameters).map(([name, text]) => [
      name.slice('method.response.header.'.length).toLowerCase(),
      text.slice(1, -1),
    ]);
    return { kind: 'mock', status, headers: Object.fromEntries(headers) as Record<string, string> };
  }
  const [functionArn] = /arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+/.exec(integration.Uri) ?? [];
  if (functionArn === undefined)
    throw new LocalError(`${place}: Integration.Uri: the local gateway takes the ARN of a Lambda function`);
  return { kind: 'function', functionArn, timeoutMs: integration.TimeoutInMillis };
}
