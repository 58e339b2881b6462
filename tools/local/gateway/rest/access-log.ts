import type { ClientCert } from '../client-certificate';
import { logTime } from '../event';
import type { Head } from '../request';
import type { ResponseType } from './refusal';

/** What is known of a request when it is over. */
export interface RestFinished {
  readonly head: Pick<Head, 'id' | 'at'> & Partial<Head>;
  readonly api: { readonly accountId: string; readonly apiId: string; readonly stage: string };
  readonly domainName: string;
  readonly status: number;
  readonly length: number;
  readonly latencyMs: number;
  readonly method?: { readonly resourceId: string; readonly path: string };
  readonly tls?: { readonly protocol: string; readonly cipher: string };
  readonly clientCert?: ClientCert;
  readonly claims?: Readonly<Record<string, string>>;
  readonly authorizerError?: string;
  /** API Gateway's own message, where the answer is its own, and which of its answers it is. */
  readonly error?: string;
  readonly responseType?: ResponseType;
  /** `WAF_ALLOW` or `WAF_BLOCK`; absent where no web ACL stands. */
  readonly waf?: 'WAF_ALLOW' | 'WAF_BLOCK';
  readonly integration?: { readonly status?: number; readonly latencyMs: number; readonly error?: string };
}

type Variable = (finished: RestFinished) => string | number | undefined;

/** "Variables for access logging for API Gateway", those that say something of a Cognito or JWT authorizer and a Lambda integration. */
export const variables: Readonly<Record<string, Variable>> = {
  accountId: ({ api }) => api.accountId,
  apiId: ({ api }) => api.apiId,
  'authorizer.error': ({ authorizerError }) => authorizerError,
  'authorize.error': ({ authorizerError }) => authorizerError,
  cipherSuite: ({ tls }) => tls?.cipher,
  domainName: ({ domainName }) => domainName,
  domainPrefix: ({ domainName }) => domainName.split('.', 1)[0],
  'error.message': ({ error }) => error,
  'error.responseType': ({ responseType }) => responseType,
  extendedRequestId: ({ head }) => head.id,
  httpMethod: ({ head }) => head.method,
  'identity.clientCert.clientCertPem': ({ clientCert }) => clientCert?.clientCertPem,
  'identity.clientCert.issuerDN': ({ clientCert }) => clientCert?.issuerDN,
  'identity.clientCert.serialNumber': ({ clientCert }) => clientCert?.serialNumber,
  'identity.clientCert.subjectDN': ({ clientCert }) => clientCert?.subjectDN,
  'identity.clientCert.validity.notAfter': ({ clientCert }) => clientCert?.validity.notAfter,
  'identity.clientCert.validity.notBefore': ({ clientCert }) => clientCert?.validity.notBefore,
  'identity.sourceIp': ({ head }) => head.sourceIp,
  'identity.userAgent': ({ head }) => head.headers?.['user-agent'],
  'integration.error': ({ integration }) => integration?.error,
  'integration.integrationStatus': ({ integration }) => integration?.status,
  'integration.latency': ({ integration }) => integration?.latencyMs,
  'integration.status': ({ integration }) => integration?.status,
  integrationErrorMessage: ({ integration }) => integration?.error,
  integrationLatency: ({ integration }) => integration?.latencyMs,
  integrationStatus: ({ integration }) => integration?.status,
  path: ({ head }) => head.segments && `/${head.segments.join('/')}`,
  protocol: ({ head }) => head.protocol,
  requestId: ({ head }) => head.id,
  requestTime: ({ head }) => logTime(head.at),
  requestTimeEpoch: ({ head }) => head.at.getTime(),
  resourceId: ({ method }) => method?.resourceId,
  resourcePath: ({ method }) => method?.path,
  responseLatency: ({ latencyMs }) => latencyMs,
  responseLength: ({ length }) => length,
  stage: ({ api }) => api.stage,
  status: ({ status }) => status,
  tlsVersion: ({ tls }) => tls?.protocol,
  'waf.status': ({ waf }) => (waf === undefined ? undefined : waf === 'WAF_ALLOW' ? 200 : 403),
  wafResponseCode: ({ waf }) => waf,
};
