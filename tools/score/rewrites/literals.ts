import type { Json, Template } from '../../prove/json';
import type { StackInput } from '../../prove/model';
import { asText, isList, isRecord, own } from '../../prove/values';
import { eachResource, eachStack, eachValue, type Rewrite } from './rewrite';

/** Names in place of references: what `Ref` and `Arn` would give, written out. */

interface Naming {
  readonly property: string;
  ref(name: string, region: string): Json;
  arn?(name: string, region: string): Json;
}

const inAccount = (head: string, tail: string): Json => ({ 'Fn::Sub': `${head}:\${AWS::AccountId}:${tail}` });

const namings: Readonly<Record<string, Naming>> = {
  'AWS::Lambda::Function': {
    property: 'FunctionName',
    ref: name => name,
    arn: (name, region) => inAccount(`arn:aws:lambda:${region}`, `function:${name}`),
  },
  'AWS::Logs::LogGroup': {
    property: 'LogGroupName',
    ref: name => name,
    arn: (name, region) => inAccount(`arn:aws:logs:${region}`, `log-group:${name}:*`),
  },
  'AWS::DynamoDB::Table': {
    property: 'TableName',
    ref: name => name,
    arn: (name, region) => inAccount(`arn:aws:dynamodb:${region}`, `table/${name}`),
  },
  'AWS::SNS::Topic': {
    property: 'TopicName',
    ref: (name, region) => inAccount(`arn:aws:sns:${region}`, name),
  },
  'AWS::IAM::Role': {
    property: 'RoleName',
    ref: name => name,
    arn: name => inAccount('arn:aws:iam:', `role/${name}`),
  },
  'AWS::S3::Bucket': { property: 'BucketName', ref: name => name, arn: name => `arn:aws:s3:::${asText(name)}` },
  'AWS::ApiGatewayV2::DomainName': { property: 'DomainName', ref: name => name },
};

/** The name a resource has, or is given here. A name made of parts stays a reference. */
function nameOf(template: Template, stack: string, id: string): string | undefined {
  const resource = template.Resources[id];
  const naming = resource === undefined ? undefined : namings[resource.Type];
  if (naming === undefined) return undefined;
  const written = own(resource?.Properties, naming.property);
  if (written === undefined) return `${stack}-${id}`.toLowerCase();
  return typeof written === 'string' ? written : undefined;
}

function named(stacks: readonly StackInput[], types: readonly string[]): readonly StackInput[] {
  return eachStack(stacks, (template, { name: stack, region = '' }) => {
    const givenName = (id: string): string | undefined =>
      types.includes(template.Resources[id]?.Type ?? '') ? nameOf(template, stack, id) : undefined;
    const withNames = eachResource(template, (resource, id) => {
      const name = givenName(id);
      const property = namings[resource.Type]?.property;
      return name === undefined || property === undefined
        ? resource
        : { ...resource, Properties: { ...resource.Properties, [property]: name } };
    });
    return eachValue(withNames, value => written(value, template, region, givenName), { within: true });
  });
}

function written(value: Json, template: Template, region: string, nameIn: (id: string) => string | undefined): Json {
  if (!isRecord(value)) return value;
  const attribute = value['Fn::GetAtt'];
  const [id, what] = isList(attribute) ? attribute.map(asText) : [asText(value['Ref']), 'Ref'];
  const name = id === undefined ? undefined : nameIn(id);
  const naming = namings[template.Resources[id ?? '']?.Type ?? ''];
  if (name === undefined || naming === undefined) return value;
  if (what === 'Ref') return naming.ref(name, region);
  return what === 'Arn' ? (naming.arn?.(name, region) ?? value) : value;
}

const ofTypes = (name: string, ...types: readonly string[]): Rewrite => ({
  name,
  rewrite: stacks => named(stacks, types),
});

export const literals: readonly Rewrite[] = [
  ofTypes('functions by their names', 'AWS::Lambda::Function'),
  ofTypes('log groups by their names', 'AWS::Logs::LogGroup'),
  ofTypes('tables by their names', 'AWS::DynamoDB::Table'),
  ofTypes('topics by their names', 'AWS::SNS::Topic'),
  ofTypes('roles by their names', 'AWS::IAM::Role'),
  ofTypes('buckets by their names', 'AWS::S3::Bucket'),
  ofTypes('the domain by its name', 'AWS::ApiGatewayV2::DomainName'),
];
