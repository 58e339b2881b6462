import { routeKey } from '../../../lambda/guard/routes';
import { loadConfig } from '../../../lib/config';
import { routesOf } from '../../../lib/routes';
import { ofType, only, template, type Template } from '../../assembly';
import { testClaims, type Claim } from '../../claims';
import { get, property, set } from '../paths';

const type = 'AWS::ApiGatewayV2::Stage';
const stage = (claim: string, path: string, is: unknown, weakened: unknown): Claim =>
  property({ layer: 'gateway', claim, type, path, is, weakened });
const format = (from: Template): string => String(get(only(from, type).Properties, 'AccessLogSettings.Format'));
/** The logical id of the access log. */
const accessLog = (from: Template): string =>
  Object.keys(from.Resources).find(
    id => get(from.Resources[id], 'Properties.LogGroupName') === '/aws/vendedlogs/portcullis-example-api',
  ) ?? '';
const rows = routesOf(loadConfig('example'));
const settings = Object.fromEntries(
  rows.map(row => [
    routeKey(row),
    {
      ThrottlingRateLimit: row.throttle.rate,
      ThrottlingBurstLimit: row.throttle.burst,
      DetailedMetricsEnabled: true,
    },
  ]),
);

testClaims('gateway', [
  stage('every route has the throttle of its row', 'RouteSettings', settings, {}),
  stage(
    'a route without settings of its own is throttled too',
    'DefaultRouteSettings.ThrottlingRateLimit',
    500,
    undefined,
  ),
  stage('bursts are bounded', 'DefaultRouteSettings.ThrottlingBurstLimit', 1_000, undefined),
  stage('metrics are kept by route', 'DefaultRouteSettings.DetailedMetricsEnabled', true, false),
  stage('the stage is the one the domain leads to without a path', 'StageName', '$default', 'prod'),
  stage(
    'requests are logged in the access log',
    'AccessLogSettings.DestinationArn',
    (from: Template) => ({ 'Fn::GetAtt': [accessLog(from), 'Arn'] }),
    undefined,
  ),
  {
    layer: 'gateway',
    claim: 'the access log is kept as long as config says',
    assertion: from => expect(get(from.Resources[accessLog(from)], 'Properties.RetentionInDays')).toBe(365),
    weaken: from => set(from.Resources[accessLog(from)], 'Properties.RetentionInDays', undefined),
  },
  {
    layer: 'gateway',
    claim: 'the log says which request, route, status, caller and hop, and why it was refused',
    assertion: from =>
      expect(Object.values(JSON.parse(format(from)) as object)).toEqual(
        expect.arrayContaining([
          '$context.requestId',
          '$context.routeKey',
          '$context.status',
          '$context.authorizer.error',
          '$context.authorizer.claims.sub',
          '$context.authorizer.claims.client_id',
          '$context.integrationErrorMessage',
          '$context.identity.sourceIp',
          '$context.identity.clientCert.subjectDN',
          '$context.identity.clientCert.serialNumber',
          '$context.identity.clientCert.validity.notAfter',
        ]),
      ),
    weaken: from => set(only(from, type).Properties, 'AccessLogSettings.Format', '{"requestId":"$context.requestId"}'),
  },
  {
    layer: 'gateway',
    claim: 'the log never holds a token or a certificate',
    assertion: from => expect(format(from)).not.toMatch(/clientCertPem|header|authorization|token|queryString|cookie/i),
    weaken: from =>
      set(
        only(from, type).Properties,
        'AccessLogSettings.Format',
        '{"pem":"$context.identity.clientCert.clientCertPem"}',
      ),
  },
]);

describe('what API Gateway would only say at deploy time', () => {
  test('the stage comes after every route it throttles', () => {
    const from = template('gateway');
    const routes = Object.keys(from.Resources).filter(id => from.Resources[id]?.Type === 'AWS::ApiGatewayV2::Route');
    expect(only(from, type).DependsOn).toEqual(expect.arrayContaining(routes));
  });

  test('the log format fits into 3 KB', () => expect(format(template('gateway')).length).toBeLessThan(3_072));

  test('the access log is named so that no resource policy fills up', () =>
    expect(
      ofType(template('gateway'), 'AWS::Logs::LogGroup').map(({ Properties }) => Properties.LogGroupName),
    ).toContain('/aws/vendedlogs/portcullis-example-api'));

  test('a route asks for ten scopes at most, an authorizer for fifty clients', () => {
    for (const { Properties } of ofType(template('gateway'), 'AWS::ApiGatewayV2::Route'))
      expect(((Properties.AuthorizationScopes ?? []) as unknown[]).length).toBeLessThanOrEqual(10);
    const { Properties } = only(template('gateway'), 'AWS::ApiGatewayV2::Authorizer');
    expect((get(Properties, 'JwtConfiguration.Audience') as unknown[]).length).toBeLessThanOrEqual(50);
  });
});
