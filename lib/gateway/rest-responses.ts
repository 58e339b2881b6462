import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { RegionalConfig } from '../config';
import { corsHeaders } from './rest-cors';

interface Wording {
  readonly type: ResponseType;
  /** Absent on a default, which stands for many: API Gateway would give its status to all of them. */
  readonly status?: number;
  readonly title: string;
  readonly code: string;
  readonly detail: string;
}

/** What API Gateway says for itself, in our words: problem details (RFC 9457) that tell nothing of what stands behind. */
const wordings: readonly Wording[] = [
  {
    type: ResponseType.UNAUTHORIZED,
    status: 401,
    title: 'Unauthorized',
    code: 'token_refused',
    detail: 'Send a valid access token that has the scope of this route.',
  },
  {
    type: ResponseType.ACCESS_DENIED,
    status: 403,
    title: 'Forbidden',
    code: 'access_denied',
    detail: 'This is not for you.',
  },
  {
    type: ResponseType.WAF_FILTERED,
    status: 403,
    title: 'Forbidden',
    code: 'edge_refused',
    detail: 'The request was refused before it reached the API.',
  },
  {
    // Of its own accord it says 403 and asks for a token, and tells whoever scans which paths there are.
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    status: 404,
    title: 'Not Found',
    code: 'route_unknown',
    detail: 'There is no such route.',
  },
  {
    type: ResponseType.BAD_REQUEST_BODY,
    status: 400,
    title: 'Bad Request',
    code: 'input_invalid',
    detail: 'The body is no JSON object.',
  },
  {
    type: ResponseType.BAD_REQUEST_PARAMETERS,
    status: 400,
    title: 'Bad Request',
    code: 'input_invalid',
    detail: 'A parameter is missing.',
  },
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    status: 413,
    title: 'Content Too Large',
    code: 'request_too_large',
    detail: 'The request is larger than the API takes.',
  },
  {
    type: ResponseType.THROTTLED,
    status: 429,
    title: 'Too Many Requests',
    code: 'too_many_requests',
    detail: 'Send the same request again in a moment.',
  },
  {
    type: ResponseType.DEFAULT_4XX,
    title: 'Request Refused',
    code: 'request_refused',
    detail: 'The request was refused.',
  },
  {
    type: ResponseType.DEFAULT_5XX,
    title: 'Unavailable',
    code: 'unavailable',
    detail: 'The service cannot answer now. Send the same request again in a moment.',
  },
];

/** Gives the API its words. */
export function addGatewayResponses(api: RestApi, config: RegionalConfig): void {
  const headers = {
    'Content-Type': "'application/problem+json'",
    'Cache-Control': "'no-store'",
    ...corsHeaders(config),
  };
  for (const { type, status, ...members } of wordings)
    api.addGatewayResponse(`Says-${type.responseType}`, {
      type,
      ...(status === undefined ? {} : { statusCode: String(status) }),
      responseHeaders: headers,
      templates: { 'application/json': JSON.stringify({ type: 'about:blank', ...(status && { status }), ...members }) },
    });
}
