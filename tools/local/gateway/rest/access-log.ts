import { commonVariables, type Logged, type Variables } from '../log-format';
import type { ResponseType } from './refusal';

/** What is known of a request when it is over. */
export interface RestFinished extends Logged {
  readonly api: Logged['api'] & { readonly stage: string };
  readonly domainName: string;
  readonly method?: { readonly resourceId: string; readonly path: string };
  readonly tls?: { readonly protocol: string; readonly cipher: string };
  /** Which of API Gateway's own answers it is. */
  readonly responseType?: ResponseType;
  /** `WAF_ALLOW` or `WAF_BLOCK`; absent where no web ACL stands. */
  readonly waf?: 'WAF_ALLOW' | 'WAF_BLOCK';
}

/** "Variables for access logging for API Gateway", those that say something of a Cognito or JWT authorizer and a Lambda integration. */
export const variables: Variables<RestFinished> = {
  ...commonVariables,
  'authorize.error': ({ authorizerError }) => authorizerError,
  cipherSuite: ({ tls }) => tls?.cipher,
  domainName: ({ domainName }) => domainName,
  domainPrefix: ({ domainName }) => domainName.split('.', 1)[0],
  'error.responseType': ({ responseType }) => responseType,
  requestTimeEpoch: ({ head }) => head.at.getTime(),
  resourceId: ({ method }) => method?.resourceId,
  resourcePath: ({ method }) => method?.path,
  stage: ({ api }) => api.stage,
  tlsVersion: ({ tls }) => tls?.protocol,
  'waf.status': ({ waf }) => (waf === undefined ? undefined : waf === 'WAF_ALLOW' ? 200 : 403),
  wafResponseCode: ({ waf }) => waf,
};
