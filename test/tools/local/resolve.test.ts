import { createResolver } from '../../../tools/local/resolve';
import type { Live, Placed, Stack } from '../../../tools/local/types';
import { assembly, stack } from './stacks';

const live = async ({ stack, logicalId }: Placed): Promise<Live> => ({
  ref: `ref-of-${logicalId}`,
  attributes: { Arn: `arn:${stack.name}:${logicalId}`, 'Deep.Name': 'deep' },
});

const trust = stack(
  'trust',
  { Bucket: { Type: 'AWS::S3::Bucket' } },
  {
    Outputs: {
      PublishedArn: { Value: { 'Fn::GetAtt': ['Bucket', 'Arn'] } },
      Exported: { Value: { Ref: 'Bucket' }, Export: { Name: 'trust:bucket' } },
      Computed: { Value: 'computed', Export: { Name: { 'Fn::Sub': '${AWS::StackName}-value' } } },
    },
  },
);
const gateway = stack(
  'gateway',
  { Api: { Type: 'AWS::ApiGatewayV2::Api' }, Never: { Type: 'AWS::SNS::Topic', Condition: 'No' } },
  {
    Parameters: {
      Size: { Type: 'Number', Default: 4 },
      Zones: { Type: 'CommaDelimitedList', Default: 'a, b' },
      Blank: { Type: 'String' },
      BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
    },
    Conditions: {
      Home: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] },
      No: { 'Fn::Not': [{ Condition: 'Home' }] },
      Both: { 'Fn::And': [{ Condition: 'Home' }, { 'Fn::Or': [{ Condition: 'No' }, { Condition: 'Home' }] }] },
      Round: { 'Fn::Not': [{ Condition: 'Round' }] },
    },
    Mappings: { Sizes: { 'eu-west-1': { small: 1 } } },
  },
);
const elsewhere = stack('elsewhere', {}, { region: 'us-east-1' });
const world = createResolver(assembly(trust, gateway, elsewhere), live);
const resolve = (value: unknown, from: Stack = gateway) => world.resolve(from, value);

test.each<[unknown, unknown]>([
  ['plain', 'plain'],
  [{ nested: [1, true, null, { deep: 'x' }] }, { nested: [1, true, null, { deep: 'x' }] }],
  [{ Ref: 'Api' }, 'ref-of-Api'],
  [{ Ref: 'Size' }, 4],
  [{ Ref: 'Zones' }, ['a', 'b']],
  [{ Ref: 'AWS::AccountId' }, '111122223333'],
  [{ Ref: 'AWS::Region' }, 'eu-west-1'],
  [{ Ref: 'AWS::Partition' }, 'aws'],
  [{ Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
  [{ 'Fn::GetAtt': ['Api', 'Arn'] }, 'arn:gateway:Api'],
  [{ 'Fn::GetAtt': 'Api.Deep.Name' }, 'deep'],
  [{ 'Fn::Join': ['-', ['a', { Ref: 'Api' }, 7]] }, 'a-ref-of-Api-7'],
  [{ 'Fn::Join': ['', { Ref: 'Zones' }] }, 'ab'],
  [
    { 'Fn::Sub': 'x/${Api}/${Api.Arn}/${AWS::Region}/${!literal}' },
    'x/ref-of-Api/arn:gateway:Api/eu-west-1/${literal}',
  ],
  [{ 'Fn::Sub': ['${name}.${Api}', { name: { Ref: 'Size' } }] }, '4.ref-of-Api'],
  [{ 'Fn::Select': ['1', { 'Fn::Split': ['//', 'https://host'] }] }, 'host'],
  [{ 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'small'] }, 1],
  [{ 'Fn::If': ['Home', 'yes', 'no'] }, 'yes'],
  [{ 'Fn::If': ['Both', { Ref: 'Api' }, { 'Fn::Transform': {} }] }, 'ref-of-Api'],
  [{ 'Fn::Base64': 'hello' }, 'aGVsbG8='],
  [{ 'Fn::ImportValue': 'trust:bucket' }, 'ref-of-Bucket'],
  [{ 'Fn::ImportValue': 'trust-value' }, 'computed'],
  [
    { 'Fn::GetStackOutput': { StackName: 'trust', Region: 'eu-west-1', OutputName: 'PublishedArn' } },
    'arn:trust:Bucket',
  ],
  [
    { kept: 1, gone: { Ref: 'AWS::NoValue' }, list: ['a', { 'Fn::If': ['No', 'b', { Ref: 'AWS::NoValue' }] }] },
    { kept: 1, list: ['a'] },
  ],
  [{ Statement: { Condition: { Bool: { x: 'y' } } } }, { Statement: { Condition: { Bool: { x: 'y' } } } }],
])('%j is %j', async (value, expected) => {
  await expect(resolve(value)).resolves.toEqual(expected);
});

test.each<[unknown, string]>([
  [{ 'Fn::Transform': {} }, 'gateway: got Fn::Transform, takes one of: Ref,'],
  [{ Ref: 'Missing' }, 'gateway: Ref Missing: the template has no such parameter or resource'],
  [{ Ref: 'Never' }, 'Ref Never: the template has no such'],
  [{ Ref: 'Blank' }, 'parameter Blank has no default'],
  [{ Ref: 'BootstrapVersion' }, 'parameter BootstrapVersion is read from SSM (/cdk-bootstrap/hnb659fds/version)'],
  [
    { 'Fn::GetAtt': ['Api', 'Nope'] },
    'Api (AWS::ApiGatewayV2::Api): the local chain does not know its attribute Nope, only Arn',
  ],
  ['{{resolve:ssm:/some/name}}', '{{resolve:ssm:/some/name}} is read from an account'],
  [{ 'Fn::Sub': 'x {{resolve:secretsmanager:s}}' }, '{{resolve:secretsmanager:s}} is read from an account'],
  [{ 'Fn::FindInMap': ['Sizes', 'eu-west-1', 'huge'] }, 'mapping Sizes has no eu-west-1.huge'],
  [{ 'Fn::Select': [3, ['a']] }, 'Fn::Select: there is no item 3'],
  [{ 'Fn::Join': ['', 'no list'] }, 'Fn::Join: got string, takes a list of strings'],
  [{ 'Fn::If': ['Unheard', 1, 2] }, 'condition Unheard is not declared'],
  [{ 'Fn::If': ['Round', 1, 2] }, 'conditions refer to each other: Round → Round'],
  [{ 'Fn::ImportValue': 'nobody' }, 'Fn::ImportValue: no stack in eu-west-1 exports nobody'],
  [
    { 'Fn::GetStackOutput': { StackName: 'trust', Region: 'us-east-1', OutputName: 'X' } },
    'no stack trust in us-east-1',
  ],
])('%j is refused by name', async (value, message) => {
  await expect(resolve(value)).rejects.toThrow(message);
});

test('an export is seen in its own Region only', async () => {
  await expect(resolve({ 'Fn::ImportValue': 'trust:bucket' }, elsewhere)).rejects.toThrow('no stack in us-east-1');
});

describe('what a reference points at', () => {
  const bucket = expect.objectContaining({ logicalId: 'Bucket', stack: trust });
  const api = expect.objectContaining({ logicalId: 'Api' });
  test.each<[unknown, unknown]>([
    [{ Ref: 'Api' }, api],
    [{ 'Fn::GetAtt': ['Api', 'Arn'] }, api],
    [{ 'Fn::GetAtt': 'Api.Arn' }, api],
    [{ 'Fn::Sub': '${Api.Arn}' }, api],
    [{ 'Fn::If': ['Home', { Ref: 'Api' }, 'x'] }, api],
    [{ 'Fn::ImportValue': 'trust:bucket' }, bucket],
    [{ 'Fn::GetStackOutput': { StackName: 'trust', OutputName: 'PublishedArn' } }, bucket],
    [{ Ref: 'Size' }, undefined],
    [{ 'Fn::Sub': 'x-${Api}' }, undefined],
    [{ 'Fn::ImportValue': 'nobody' }, undefined],
    ['plain', undefined],
  ])('%j', (value, expected) => {
    expect(world.target(gateway, value)).toEqual(expected);
  });
});
