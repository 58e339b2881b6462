import type { LayerName } from '../../../../lib/chain';
import { Refusal } from '../refusal';

/**
 * The gateway responses a REST API knows, with API Gateway's own status and words (developer guide, "Gateway response types"). What
 * a type does not say for itself comes from DEFAULT_4XX or DEFAULT_5XX.
 */
export const responseTypes = {
  ACCESS_DENIED: [403, 'Forbidden'],
  API_CONFIGURATION_ERROR: [500, 'Internal server error'],
  AUTHORIZER_CONFIGURATION_ERROR: [500, 'Internal server error'],
  AUTHORIZER_FAILURE: [500, 'Internal server error'],
  BAD_REQUEST_BODY: [400, 'Invalid request body'],
  BAD_REQUEST_PARAMETERS: [400, 'Missing required request parameters'],
  EXPIRED_TOKEN: [403, 'The security token included in the request is expired'],
  INTEGRATION_FAILURE: [504, 'Network error communicating with endpoint'],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out'],
  INVALID_API_KEY: [403, 'Forbidden'],
  INVALID_SIGNATURE: [403, 'Forbidden'],
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token'],
  QUOTA_EXCEEDED: [429, 'Limit Exceeded'],
  REQUEST_TOO_LARGE: [413, 'Request Too Long'],
  RESOURCE_NOT_FOUND: [404, 'Not Found'],
  THROTTLED: [429, 'Too Many Requests'],
  UNAUTHORIZED: [401, 'Unauthorized'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'Unsupported Media Type'],
  WAF_FILTERED: [403, 'Forbidden'],
  DEFAULT_4XX: [400, 'Bad Request'],
  DEFAULT_5XX: [500, 'Internal server error'],
} as const satisfies Record<string, readonly [number, string]>;

export type ResponseType = keyof typeof responseTypes;

/** A request that goes no further: which layer stopped it, why, and which gateway response the client is given. */
export class RestRefusal extends Refusal {
  readonly type: ResponseType;

  constructor(layer: LayerName, reason: string, type: ResponseType) {
    const [status, told] = responseTypes[type];
    super(layer, reason, { status, told });
    this.type = type;
  }
}

/** The function's fault, or ours: no layer stopped the request. The message is for the log. */
export class RestFailure extends Error {
  override readonly name = 'RestFailure';
  readonly type: ResponseType;
  readonly status: number;

  constructor(type: ResponseType, message: string, status: number = responseTypes[type][0]) {
    super(message);
    this.type = type;
    this.status = status;
  }
}
