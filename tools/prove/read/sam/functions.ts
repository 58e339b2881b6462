import type { Json, TemplateResource } from '../../json';
import { bodyOf, methodOf, type ApiBody } from './operations';
import { alike, getAtt, invocationUri, many, object, present, ref, referred, sub } from './written';
import type { Resources, Written } from './written';

/** Properties of a SAM function that say what to make beside it, not what it is. */
const ownToSam = new Set([
  'CodeUri',
  'InlineCode',
  'ImageUri',
  'Events',
  'Policies',
  'PermissionsBoundary',
  'AssumeRolePolicyDocument',
  'FunctionUrlConfig',
  'AutoPublishAlias',
  'AutoPublishAliasAllProperties',
  'AutoPublishCodeSha256',
  'DeploymentPreference',
  'ProvisionedConcurrencyConfig',
  'EventInvokeConfig',
  'VersionDescription',
  'RolePath',
]);

/** A function, its alias, the role SAM writes for it, its URL, and a permission and a path for each API event. */
export function expandFunction(id: string, resource: TemplateResource, bodies: Map<string, ApiBody>): Resources {
  const properties = resource.Properties ?? {};
  const kept = Object.entries(properties).filter(([name]) => !ownToSam.has(name));
  const code = present({ ZipFile: properties['InlineCode'], ImageUri: properties['ImageUri'] });
  const alias = aliasOf(id, properties);
  const made: Resources = {
    [id]: {
      ...resource,
      Type: 'AWS::Lambda::Function',
      Properties: {
        ...Object.fromEntries(kept),
        Code: properties['CodeUri'] ?? code,
        Role: properties['Role'] ?? getAtt(`${id}Role`, 'Arn'),
      },
    },
    ...(properties['Role'] === undefined ? { [`${id}Role`]: { ...role(properties), ...alike(resource) } } : {}),
    ...(alias === undefined ? {} : versioned(id, alias, properties['AutoPublishAlias'] ?? null, resource)),
    ...url(id, properties, resource),
  };
  for (const [name, written] of Object.entries(object(properties['Events'])))
    Object.assign(made, apiEvent({ id, alias, resource, name, written: object(written) }, bodies));
  return made;
}

/** The logical id of the alias that SAM publishes. */
export const aliasOf = (id: string, properties: Written): string | undefined => {
  const alias = properties['AutoPublishAlias'];
  if (alias === undefined) return undefined;
  return `${id}Alias${typeof alias === 'string' ? alias.replaceAll(/[^A-Za-z0-9]/g, '') : ''}`;
};

const versioned = (id: string, alias: string, name: Json, maker: TemplateResource): Resources => ({
  [`${id}Version`]: { ...alike(maker), Type: 'AWS::Lambda::Version', Properties: { FunctionName: ref(id) } },
  [alias]: {
    ...alike(maker),
    Type: 'AWS::Lambda::Alias',
    Properties: { FunctionName: ref(id), FunctionVersion: getAtt(`${id}Version`, 'Version'), Name: name },
  },
});

/** Inline statements are kept; managed policies and SAM's policy templates by name only. */
function role(properties: Written): TemplateResource {
  const written = many(properties['Policies']);
  const service = { Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com'] }, Action: ['sts:AssumeRole'] };
  return {
    Type: 'AWS::IAM::Role',
    Properties: present({
      AssumeRolePolicyDocument: properties['AssumeRolePolicyDocument'] ?? {
        Version: '2012-10-17',
        Statement: [service],
      },
      PermissionsBoundary: properties['PermissionsBoundary'],
      ManagedPolicyArns: [
        sub('arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'),
        ...written.filter(policy => !('Statement' in object(policy))).flatMap(managed),
      ],
      Policies: written
        .filter(policy => 'Statement' in object(policy))
        .map((PolicyDocument, i) => ({ PolicyName: `policy${i}`, PolicyDocument })),
    }),
  };
}

/** `AmazonS3FullAccess` is a name; an ARN or a reference to a policy of one's own stands as it is. */
function managed(policy: Json): readonly Json[] {
  if (typeof policy === 'string')
    return [policy.startsWith('arn:') ? policy : sub(`arn:\${AWS::Partition}:iam::aws:policy/${policy}`)];
  const [key = ''] = Object.keys(object(policy));
  return key === 'Ref' || key.startsWith('Fn::') ? [policy] : [];
}

function url(id: string, properties: Written, maker: TemplateResource): Resources {
  const config = properties['FunctionUrlConfig'];
  if (config === undefined) return {};
  const written = object(config);
  const target = { TargetFunctionArn: ref(id), Qualifier: properties['AutoPublishAlias'] };
  const permission = { FunctionName: ref(id), Principal: '*', FunctionUrlAuthType: 'NONE' };
  return {
    [`${id}Url`]: {
      ...alike(maker),
      Type: 'AWS::Lambda::Url',
      Properties: present({ ...target, AuthType: written['AuthType'], Cors: written['Cors'] }),
    },
    ...(written['AuthType'] === 'NONE'
      ? {
          [`${id}UrlPublicPermissions`]: {
            ...alike(maker),
            Type: 'AWS::Lambda::Permission',
            Properties: { Action: 'lambda:InvokeFunctionUrl', ...permission },
          },
        }
      : {}),
  };
}

interface Event {
  readonly id: string;
  readonly alias: string | undefined;
  readonly resource: TemplateResource;
  readonly name: string;
  readonly written: Written;
}

function apiEvent({ id, alias, resource, name, written }: Event, bodies: Map<string, ApiBody>): Resources {
  const type = written['Type'];
  if (type !== 'Api' && type !== 'HttpApi') return {};
  const http = type === 'HttpApi';
  const properties = object(written['Properties']);
  const named = properties[http ? 'ApiId' : 'RestApiId'];
  const api = named === undefined ? (http ? 'ServerlessHttpApi' : 'ServerlessRestApi') : referred(named);
  // SAM takes no API but one of this template, by Ref.
  if (api === undefined) return {};
  const method = methodOf(properties['Method']);
  const path = typeof properties['Path'] === 'string' ? properties['Path'] : http ? '/$default' : '/';
  bodyOf(bodies, api, http ? 'http' : 'rest').operations.push({
    path,
    method,
    auth: object(properties['Auth']),
    integration: { type: 'aws_proxy', uri: invocationUri(alias ?? `${id}.Arn`) },
    event: { of: id, name },
    ...(resource.Condition === undefined ? {} : { condition: resource.Condition }),
    ...(properties['RouteSettings'] === undefined ? {} : { routeSettings: properties['RouteSettings'] }),
  });
  const shape =
    path === '/$default' ? '*/$default' : `*/${method === 'ANY' ? '*' : method}${path.replaceAll(/\{[^}]+\}/g, '*')}`;
  return {
    [`${id}${name}Permission`]: {
      ...alike(resource),
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: ref(alias ?? id),
        Principal: 'apigateway.amazonaws.com',
        SourceArn: sub(`arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${api}}/${shape}`),
      },
    },
  };
}
