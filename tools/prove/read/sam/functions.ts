import type { Json, TemplateResource } from '../../json';
import { bodyOf, type ApiBody } from './apis';
import { getAtt, invocationUri, object, present, referred, sub, type Written } from './written';

type Resources = Record<string, TemplateResource>;

/** A function, the role SAM writes for it, its URL, and a permission and a path for each API event. */
export function expandFunction(id: string, resource: TemplateResource, bodies: Map<string, ApiBody>): Resources {
  const properties = resource.Properties ?? {};
  const made: Resources = {
    [id]: {
      ...resource,
      Type: 'AWS::Lambda::Function',
      Properties: present({
        FunctionName: properties['FunctionName'],
        Runtime: properties['Runtime'],
        Handler: properties['Handler'],
        Timeout: properties['Timeout'],
        MemorySize: properties['MemorySize'],
        Environment: properties['Environment'],
        LoggingConfig: properties['LoggingConfig'],
        KmsKeyArn: properties['KmsKeyArn'],
        ReservedConcurrentExecutions: properties['ReservedConcurrentExecutions'],
        Code: properties['CodeUri'] ?? present({ ZipFile: properties['InlineCode'] }),
        Role: properties['Role'] ?? getAtt(`${id}Role`, 'Arn'),
      }),
    },
    ...(properties['Role'] === undefined ? { [`${id}Role`]: role(properties['Policies']) } : {}),
    ...url(id, properties['FunctionUrlConfig']),
  };
  for (const [event, written] of Object.entries(object(properties['Events'])))
    Object.assign(made, apiEvent(id, event, object(written), bodies));
  return made;
}

/** Inline statements are kept; managed policies and SAM's policy templates by name only. */
function role(policies: Json | undefined): TemplateResource {
  const written = policies === undefined ? [] : Array.isArray(policies) ? (policies as readonly Json[]) : [policies];
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      ManagedPolicyArns: written.filter(policy => typeof policy === 'string'),
      Policies: written
        .filter(policy => 'Statement' in object(policy))
        .map((PolicyDocument, i) => ({ PolicyName: `policy${i}`, PolicyDocument })),
    },
  };
}

function url(id: string, config: Json | undefined): Resources {
  if (config === undefined) return {};
  const written = object(config);
  const open = written['AuthType'] === 'NONE';
  return {
    [`${id}Url`]: {
      Type: 'AWS::Lambda::Url',
      Properties: present({ TargetFunctionArn: { Ref: id }, AuthType: written['AuthType'], Cors: written['Cors'] }),
    },
    ...(open
      ? {
          [`${id}UrlPublicPermissions`]: {
            Type: 'AWS::Lambda::Permission',
            Properties: {
              Action: 'lambda:InvokeFunctionUrl',
              FunctionName: { Ref: id },
              Principal: '*',
              FunctionUrlAuthType: 'NONE',
            },
          },
        }
      : {}),
  };
}

function apiEvent(id: string, event: string, written: Written, bodies: Map<string, ApiBody>): Resources {
  const type = written['Type'];
  if (type !== 'Api' && type !== 'HttpApi') return {};
  const http = type === 'HttpApi';
  const properties = object(written['Properties']);
  const api = referred(properties[http ? 'ApiId' : 'RestApiId']) ?? (http ? 'ServerlessHttpApi' : 'ServerlessRestApi');
  const method = String(properties['Method'] ?? 'ANY').toUpperCase();
  const path = typeof properties['Path'] === 'string' ? properties['Path'] : http ? '/$default' : '/';
  bodyOf(bodies, api, http ? 'http' : 'rest').operations.push({
    path,
    method: method === 'X-AMAZON-APIGATEWAY-ANY-METHOD' ? 'ANY' : method,
    auth: object(properties['Auth']),
    uri: invocationUri(id),
  });
  const shape =
    path === '/$default' ? '*/$default' : `*/${method === 'ANY' ? '*' : method}${path.replaceAll(/\{[^}]+\}/g, '*')}`;
  return {
    [`${id}${event}Permission`]: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: id },
        Principal: 'apigateway.amazonaws.com',
        SourceArn: sub(`arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${api}}/${shape}`),
      },
    },
  };
}
