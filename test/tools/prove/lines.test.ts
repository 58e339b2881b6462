import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locator } from '../../../tools/prove/lines';
import type { Model } from '../../../tools/prove/model';
import { read } from '../../../tools/prove/read';
import { assemblyDirectory, prefix } from '../../assembly';

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'lines-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function modelOf(text: string, file: string): Model {
  writeFileSync(join(directory, file), text);
  return read([join(directory, file)]);
}

/** The text of the line that is named for a property, or `undefined` where no line is. */
function lineFor(text: string, file: string, logicalId: string, property?: string): string | undefined {
  const [resource] = [...modelOf(text, file).resources.values()].filter(one => one.logicalId === logicalId);
  if (resource === undefined) throw new Error(`no ${logicalId}`);
  const { line } = locator()({ resource, ...(property === undefined ? {} : { property }) });
  return line === undefined ? undefined : text.split('\n')[line - 1]?.trim();
}

const json = `{
  "Resources": {
    "Stage": {
      "Type": "AWS::ApiGatewayV2::Stage",
      "Properties": {
        "RouteSettings": {
          "GET /a.json": {
            "ThrottlingRateLimit": 1
          },
          "GET /a": { "ThrottlingRateLimit": 2 }
        },
        "Tags": [
          { "Key": "first" },
          { "Key": "second" }
        ],
        "AccessLogSettings": {
          "Fn::If": ["Logged",
            { "Format": "x" },
            { "DestinationArn": "y" }
          ]
        }
      }
    }
  }
}`;

describe('JSON', () => {
  test.each([
    [undefined, '"Stage": {'],
    ['RouteSettings', '"RouteSettings": {'],
    ['RouteSettings.GET /a.json', '"GET /a.json": {'],
    ['RouteSettings.GET /a.json.ThrottlingRateLimit', '"ThrottlingRateLimit": 1'],
    ['RouteSettings.GET /a', '"GET /a": { "ThrottlingRateLimit": 2 }'],
    ['Tags.1.Key', '{ "Key": "second" }'],
    ['Tags.7.Key', '"Tags": ['],
    ['RouteSettings.GET /b', '"RouteSettings": {'],
    ['NotWritten.At.All', '"Properties": {'],
    ['AccessLogSettings.DestinationArn', '{ "DestinationArn": "y" }'],
  ])('%s', (property, line) => {
    expect(lineFor(json, 'app.json', 'Stage', property)).toBe(line);
  });
});

const yaml = `
Resources:
  # A comment counts as a line.
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: !Sub '\${AWS::StackName}-api'
      CorsConfiguration: !If
        - Open
        - AllowOrigins: ['*']
        - AllowOrigins:
            - https://example.com
          AllowMethods: [GET]
      Tags: &tags
        team: wallet
  Other:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Tags: *tags
`;

describe('YAML', () => {
  test.each([
    ['Api', undefined, 'Api:'],
    ['Api', 'Name', "Name: !Sub '${AWS::StackName}-api'"],
    ['Api', 'CorsConfiguration.AllowMethods', 'AllowMethods: [GET]'],
    ['Api', 'Tags.team', 'team: wallet'],
    ['Other', 'Tags.team', 'team: wallet'],
    ['Other', 'Name', 'Properties:'],
  ])('%s %s', (logicalId, property, line) => {
    expect(lineFor(yaml, 'app.yml', logicalId, property)).toBe(line);
  });
});

const sam = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Wallet:
    Type: AWS::Serverless::HttpApi
    Properties:
      StageName: prod
      DefinitionBody:
        openapi: 3.0.1
        paths:
          /accounts:
            get: {}
`;

describe('SAM', () => {
  test('a resource that the transform makes points at what it is made for', () => {
    expect(lineFor(sam, 'app.yml', 'WalletprodStage')).toBe('Wallet:');
  });

  test('an OpenAPI body is found by the name SAM gives it', () => {
    expect(lineFor(sam, 'app.yml', 'Wallet', 'Body.paths./accounts.get')).toBe('get: {}');
  });
});

test('of a CDK app, the construct and the line that makes it', () => {
  const model = read([assemblyDirectory]);
  const [resource] = model.ofType('AWS::CloudFront::Distribution');
  if (resource === undefined) throw new Error('no distribution');
  expect(locator()({ resource, property: 'DistributionConfig.WebACLId' })).toMatchObject({
    stack: `${prefix}-edge`,
    type: 'AWS::CloudFront::Distribution',
    constructPath: expect.stringMatching(new RegExp(`^${prefix}-edge/`)) as string,
    code: { file: expect.stringMatching(/^lib\/edge\/.*\.ts$/) as string, line: expect.any(Number) as number },
    file: `.portcullis/test/environments/example/${prefix}-edge.template.json`,
    line: expect.any(Number) as number,
  });
});

test.each([
  ['is broken', '{'],
  [
    'says something else',
    '{"artifacts":{"a":{"type":"aws:cloudformation:stack","metadata":{"/x":[{"trace":[1,null]}]}}}}',
  ],
])('a manifest that %s is no reason to stop', (_, manifest) => {
  writeFileSync(join(directory, 'manifest.json'), manifest);
  expect(lineFor(json, 'app.json', 'Stage')).toBe('"Stage": {');
});

test('a template that was never a file has no line', () => {
  const model = read([{ Resources: { Api: { Type: 'AWS::ApiGatewayV2::Api' } } }]);
  const [resource] = model.resources.values();
  if (resource === undefined) throw new Error('no resource');
  expect(locator()({ resource })).toEqual({ stack: 'template', logicalId: 'Api', type: 'AWS::ApiGatewayV2::Api' });
});
