import { App, Stack } from 'aws-cdk-lib';
import { HttpApi, HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../bin/app';
import { context } from '../../cdk.json';
import example from '../../config/example';
import { parseConfig, type ConfigInput } from '../../lib/config';
import { addRoute, ServiceIntegration } from '../../lib/gateway/routes';
import { ofType, only, stackNames, type Template } from '../assembly';
import { get } from './paths';

/** What config decides beyond the example. */

const outdir = mkdtempSync(join(tmpdir(), 'variants-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

/** The templates of the example with some fields changed, by stack. */
function synthesized(env: string, change: Partial<ConfigInput>): (stack: string) => Template {
  const config = parseConfig(env, { ...example, ...change });
  const app = new App({ context, outdir: join(outdir, env) });
  build(app, config);
  const assembly = app.synth();
  return stack => assembly.getStackByName(`${config.prefix}-${stack}`).template as Template;
}

describe('not in production', () => {
  let stack: (name: string) => Template;
  beforeAll(() => (stack = synthesized('dev', { production: false })));

  test('nothing outlives its stack', () => {
    const kept = stackNames().flatMap(name =>
      Object.entries(stack(name).Resources).filter(([, { DeletionPolicy }]) =>
        String(DeletionPolicy).startsWith('Retain'),
      ),
    );
    expect(kept.map(([id]) => id)).toEqual([]);
  });

  test('tables may be deleted', () => {
    for (const { Properties } of ofType(stack('data'), 'AWS::DynamoDB::Table'))
      expect(Properties.DeletionProtectionEnabled).toBe(false);
  });

  test('the trust bucket is emptied, so that it can be', () =>
    expect(ofType(stack('trust'), 'Custom::S3AutoDeleteObjects')).toHaveLength(1));
});

describe('certificates and DNS made elsewhere', () => {
  const arn = (region: string, id: string) => `arn:aws:acm:${region}:123456789012:certificate/${id}`;
  let gateway: Template;
  beforeAll(() => {
    const dns = {
      edgeCertificateArn: arn('us-east-1', 'edge'),
      originCertificateArn: arn('eu-west-1', 'origin'),
      originOwnershipCertificateArn: arn('eu-west-1', 'owned'),
    };
    gateway = synthesized('elsewhere', { domain: { ...example.domain, dns } })('gateway');
  });

  test('the domain takes the certificate, and the proof of ownership that API Gateway asks for with mutual TLS', () =>
    expect(get(only(gateway, 'AWS::ApiGatewayV2::DomainName').Properties, 'DomainNameConfigurations.0')).toMatchObject({
      CertificateArn: arn('eu-west-1', 'origin'),
      OwnershipVerificationCertificateArn: arn('eu-west-1', 'owned'),
    }));

  test('no record and no certificate is made; the target is printed', () => {
    for (const type of ['AWS::Route53::RecordSet', 'AWS::CertificateManager::Certificate'])
      expect(ofType(gateway, type)).toEqual([]);
    expect(JSON.stringify(gateway.Outputs)).toContain('RegionalDomainName');
  });
});

describe('while the origin-hop CA rotates', () => {
  let stack: (name: string) => Template;
  beforeAll(() => (stack = synthesized('rotating', { originHop: { authorities: ['a', 'b'], signing: 'a' } })));

  test('each generation has a key of its own', () =>
    expect(ofType(stack('trust'), 'Custom::OriginHopAuthority').map(({ Properties }) => Properties.KeyAlias)).toEqual([
      'alias/portcullis-rotating-origin-hop-ca-a',
      'alias/portcullis-rotating-origin-hop-ca-b',
    ]));

  test('the truststore and every guard trust both, the edge shows the one that signs', () => {
    expect(only(stack('gateway'), 'Custom::OriginHopTruststore').Properties.Authorities).toEqual(['a', 'b']);
    for (const { Properties } of ofType(stack('services'), 'AWS::Lambda::Function'))
      expect(get(Properties, 'Environment.Variables.ORIGIN_HOP_AUTHORITIES.Fn::Join')).toEqual([
        '\n',
        [expect.anything(), expect.anything()],
      ]);
    expect(only(stack('edge'), 'Custom::OriginHopLeaf').Properties.KeyAlias).toMatch(/-ca-a$/);
  });
});

test('a web client is let in by its origin, with the headers and methods the API takes', () => {
  const gateway = synthesized('browser', { cors: { origins: ['https://app.example.com'] } })('gateway');
  expect(only(gateway, 'AWS::ApiGatewayV2::Api').Properties.CorsConfiguration).toEqual({
    AllowHeaders: ['authorization', 'content-type', 'dpop', 'idempotency-key'],
    ExposeHeaders: expect.arrayContaining(['dpop-nonce', 'x-correlation-id']) as unknown,
    AllowMethods: expect.arrayContaining(['DELETE', 'GET', 'POST', 'PUT']) as unknown,
    AllowOrigins: ['https://app.example.com'],
  });
});

test('a row that is public by decision needs no token, and its function is still called by this route only', () => {
  const app = new App({ context, outdir: join(outdir, 'public') });
  const stack = new Stack(app, 'Public');
  const api = new HttpApi(stack, 'Api');
  const handler = LambdaFunction.fromFunctionArn(
    stack,
    'Handler',
    'arn:aws:lambda:eu-west-1:123456789012:function:health',
  );
  addRoute(stack, {
    api,
    row: {
      method: 'GET',
      path: '/health',
      action: 'health',
      service: 'health',
      auth: null,
      reason: 'Asked by monitors that have no token.',
      throttle: { rate: 1, burst: 1 },
    },
    authorizer: new HttpNoneAuthorizer(),
    integration: new ServiceIntegration('health', handler),
    resourceServer: 'wallet',
  });
  const template = app.synth().getStackByName('Public').template as Template;
  expect(only(template, 'AWS::ApiGatewayV2::Route').Properties).toMatchObject({
    AuthorizationType: 'NONE',
    RouteKey: 'GET /health',
  });
  expect(JSON.stringify(only(template, 'AWS::Lambda::Permission').Properties.SourceArn)).toContain('/*/GET/health');
});

describe('with PLUS and passkeys', () => {
  let identity: Template;
  beforeAll(() => {
    const passkeys = { relyingPartyId: 'portcullis-example.auth.eu-west-1.amazoncognito.com' };
    identity = synthesized('plus', { identity: { ...example.identity, plan: 'plus', passkeys } })('identity');
  });

  test('risky sign-ins are acted on, and every sign-in is logged', () => {
    expect(only(identity, 'AWS::Cognito::UserPool').Properties).toMatchObject({
      UserPoolTier: 'PLUS',
      UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
    });
    expect(only(identity, 'AWS::Cognito::UserPoolRiskConfigurationAttachment').Properties).toMatchObject({
      ClientId: 'ALL',
      AccountTakeoverRiskConfiguration: { Actions: { HighAction: { EventAction: 'BLOCK' } } },
      CompromisedCredentialsRiskConfiguration: { Actions: { EventAction: 'BLOCK' } },
    });
    expect(only(identity, 'AWS::Cognito::LogDeliveryConfiguration').Properties).toMatchObject({
      LogConfigurations: [{ EventSource: 'userAuthEvents', LogLevel: 'INFO' }],
    });
    expect(ofType(identity, 'AWS::Logs::LogGroup').map(({ Properties }) => Properties.LogGroupName)).toContain(
      '/aws/vendedlogs/portcullis-plus-sign-ins',
    );
  });

  test('a passkey of a device that checks its holder signs in, and counts as two factors', () => {
    expect(only(identity, 'AWS::Cognito::UserPool').Properties).toMatchObject({
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } },
      WebAuthnRelyingPartyID: 'portcullis-example.auth.eu-west-1.amazoncognito.com',
      WebAuthnUserVerification: 'required',
      WebAuthnFactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION',
    });
    expect(only(identity, 'AWS::Cognito::UserPoolClient').Properties.ExplicitAuthFlows).toEqual(
      expect.arrayContaining(['ALLOW_USER_AUTH', 'ALLOW_USER_SRP_AUTH']),
    );
  });
});
