import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertDefenseInDepth } from '../../../tools/prove/jest';
import { assemblyDirectory, prefix, stackNames, template } from '../../assembly';
import { api } from './report/support';

const gateway = join(assemblyDirectory, `${prefix}-gateway.template.json`);

test('an assembly by its path', () => {
  expect(assemblyDirectory).toHaveDefenseInDepth();
  expect(assemblyDirectory).toHaveDefenseInDepth({ profile: 'consumer', routes: ['GET /accounts'] });
  expect(assertDefenseInDepth(assemblyDirectory).verdict).toBe('complete');
});

test('a list of templates with their names and Regions', () => {
  const stacks = stackNames().map(stack => ({
    name: `${prefix}-${stack}`,
    region: stack === 'edge' ? 'us-east-1' : 'eu-west-1',
    template: template(stack),
  }));
  expect(stacks).toHaveDefenseInDepth();
});

test.each([
  ['a path', gateway],
  ['its JSON', JSON.parse(readFileSync(gateway, 'utf8')) as { Resources: object }],
  ['a small template', { Resources: api(['GET /a']) }],
])('%s of a stack without its edge has not', (_, stack) => {
  expect(stack).not.toHaveDefenseInDepth();
  expect(() => assertDefenseInDepth(stack)).toThrow(/^not every route has defence in depth:\n\n[^]*verdict\n/);
});

test("a Template of the CDK's assertions", () => {
  const stack = new Stack(new App(), 'Wallet');
  const api = new CfnResource(stack, 'Api', { type: 'AWS::ApiGatewayV2::Api', properties: { ProtocolType: 'HTTP' } });
  new CfnResource(stack, 'Stage', { type: 'AWS::ApiGatewayV2::Stage', properties: { ApiId: api.ref, StageName: 'a' } });
  new CfnResource(stack, 'Route', {
    type: 'AWS::ApiGatewayV2::Route',
    properties: { ApiId: api.ref, RouteKey: 'GET /a' },
  });
  expect(() => expect(Template.fromStack(stack)).toHaveDefenseInDepth()).toThrow(/auth\/present/);
});

test('a route that is not there is no pass', () => {
  expect(() => assertDefenseInDepth(assemblyDirectory, { routes: ['GET /accounts', 'GET /moat'] })).toThrow(
    /^no route GET \/moat in these templates; they have: .*GET \/accounts, /,
  );
});

test('another profile asks for other layers', () => {
  expect(assemblyDirectory).not.toHaveDefenseInDepth({ profile: 'managed' });
});

test('the message is the proof, without colour', () => {
  expect(() => assertDefenseInDepth(gateway)).not.toThrow('\u001b[');
});
