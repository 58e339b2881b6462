import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';

/**
 * One line a request, for the person on call. Never a token, a header or a certificate: of the caller the subject and the
 * client, of the hop the name, serial and end of the edge's certificate. `sourceIp` is CloudFront's; the caller's address
 * is in the logs of the edge.
 */
const fields = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLatency: '$context.responseLatency',
  responseLength: '$context.responseLength',
  error: '$context.error.message',
  authorizerError: '$context.authorizer.error',
  subject: '$context.authorizer.claims.sub',
  clientId: '$context.authorizer.claims.client_id',
  integrationError: '$context.integrationErrorMessage',
  sourceIp: '$context.identity.sourceIp',
  hopSubject: '$context.identity.clientCert.subjectDN',
  hopSerialNumber: '$context.identity.clientCert.serialNumber',
  hopNotAfter: '$context.identity.clientCert.validity.notAfter',
};

/** API Gateway takes a format of 3 KB at most. */
export const accessLogFormat = AccessLogFormat.custom(JSON.stringify(fields));
