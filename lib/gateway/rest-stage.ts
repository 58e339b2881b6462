import {
  AccessLogFormat,
  LogGroupLogDestination,
  MethodLoggingLevel,
  type MethodDeploymentOptions,
  type StageOptions,
} from 'aws-cdk-lib/aws-apigateway';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { RegionalConfig } from '../config';
import { routesOf } from '../routes';

/** One line a request, for the person on call. Never a token, a header or a certificate: of the caller the subject, the client and the serial. */
const fields = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  routeKey: '$context.httpMethod $context.resourcePath',
  status: '$context.status',
  responseLatency: '$context.responseLatency',
  responseLength: '$context.responseLength',
  error: '$context.error.message',
  responseType: '$context.error.responseType',
  authorizerError: '$context.authorizer.error',
  subject: '$context.authorizer.claims.sub',
  clientId: '$context.authorizer.claims.client_id',
  integrationError: '$context.integration.error',
  waf: '$context.wafResponseCode',
  sourceIp: '$context.identity.sourceIp',
  tls: '$context.tlsVersion $context.cipherSuite',
  certificateSubject: '$context.identity.clientCert.subjectDN',
  certificateSerialNumber: '$context.identity.clientCert.serialNumber',
  certificateNotAfter: '$context.identity.clientCert.validity.notAfter',
};

/** What goes for every method, whatever else it has. Traces would write headers and bodies into the log: tokens, and people's data. */
const watched: MethodDeploymentOptions = {
  metricsEnabled: true,
  // Only execution logs name the handshakes that mutual TLS refuses.
  loggingLevel: MethodLoggingLevel.ERROR,
  dataTraceEnabled: false,
};

/** The stage: logs, metrics, and the throttle of every row by method and path. */
export const stageOptions = (config: RegionalConfig, accessLog: ILogGroup): StageOptions => ({
  stageName: 'live',
  ...watched,
  throttlingRateLimit: config.throttle.rate,
  throttlingBurstLimit: config.throttle.burst,
  methodOptions: Object.fromEntries(
    routesOf(config).map(({ method, path, throttle }) => [
      `${path}/${method}`,
      { ...watched, throttlingRateLimit: throttle.rate, throttlingBurstLimit: throttle.burst },
    ]),
  ),
  accessLogDestination: new LogGroupLogDestination(accessLog),
  accessLogFormat: AccessLogFormat.custom(JSON.stringify(fields)),
});
