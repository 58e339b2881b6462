import { App, Aspects, Stack, Validations, CfnResource, type IAspect } from 'aws-cdk-lib';
import { CfnApi, CfnDomainName } from 'aws-cdk-lib/aws-apigatewayv2';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../../bin/app';
import { context } from '../../../cdk.json';
import { loadConfig } from '../../../lib/config';
import { DefenseInDepth } from '../../../tools/prove/plugin';

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'plugin-'));
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => rmSync(outdir, { recursive: true, force: true }));

function example(edit?: IAspect): App {
  const app = new App({ context, outdir });
  build(app, loadConfig('example'));
  if (edit !== undefined) Aspects.of(app).add(edit);
  Validations.of(app).addPlugins(new DefenseInDepth());
  return app;
}

test('the example synthesizes: every route is complete', () => {
  expect(() => example().synth()).not.toThrow();
});

test('it does not with its default endpoint open', () => {
  const app = example({ visit: node => node instanceof CfnApi && (node.disableExecuteApiEndpoint = false) });
  expect(() => app.synth()).toThrow(/DisableExecuteApiEndpoint/);
});

test('nor without the truststore of its origin, and a rule says so', () => {
  const app = example({
    visit: node => node instanceof CfnDomainName && (node.mutualTlsAuthentication = undefined),
  });
  expect(() => app.synth()).toThrow(/origin-mtls\/required/);
});

describe('an app of its own', () => {
  const gap = (): App => {
    const app = new App({ context, outdir });
    const stack = new Stack(app, 'Wallet');
    const add = (id: string, type: string, properties: Record<string, unknown>): CfnResource =>
      new CfnResource(stack, id, { type, properties });
    const api = add('Api', 'AWS::ApiGatewayV2::Api', { Name: 'wallet', ProtocolType: 'HTTP' });
    add('Stage', 'AWS::ApiGatewayV2::Stage', { ApiId: api.ref, StageName: '$default' });
    add('Route', 'AWS::ApiGatewayV2::Route', { ApiId: api.ref, RouteKey: 'GET /a' });
    Validations.of(app).addPlugins(new DefenseInDepth());
    return app;
  };

  test('fails with the rule, the place and the mend', () => {
    expect(() => gap().synth()).toThrow(/Wallet\/Route \(Route\)[^]*Give the route an authorizer[^]*auth\/present/);
  });

  test('cannot acknowledge a gap away: that has no end, a waiver has', () => {
    const app = gap();
    Validations.of(app).acknowledge({ id: 'portcullis-prove::auth/present', reason: 'later' });
    expect(() => app.synth()).toThrow(/auth\/present/);
  });

  test('says where a policy is wrong', () => {
    const app = new App({ context, outdir });
    new CfnResource(new Stack(app, 'Wallet'), 'Topic', { type: 'AWS::SNS::Topic' });
    Validations.of(app).addPlugins(new DefenseInDepth({ policy: '/nowhere.yml' }));
    expect(() => app.synth()).toThrow(/\/nowhere\.yml: there is no such file/);
  });
});
