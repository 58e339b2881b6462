import type { Json, TemplateResource } from '../../json';
import { documentOf } from './document';
import { isObject, object, present, sub, type Written } from './written';

/** What the events of functions ask of one API. */
export interface ApiBody {
  readonly kind: 'rest' | 'http';
  readonly operations: Operation[];
}

export interface Operation {
  readonly path: string;
  readonly method: string;
  readonly auth: Written;
  readonly uri: Json;
}

export function bodyOf(bodies: Map<string, ApiBody>, api: string, kind: ApiBody['kind']): ApiBody {
  const found = bodies.get(api) ?? { kind, operations: [] };
  bodies.set(api, found);
  return found;
}

/** The APIs SAM makes for events that name none. */
export function implicitApis(
  bodies: ReadonlyMap<string, ApiBody>,
  globals: (type: string, properties: Written) => Written,
): readonly [string, TemplateResource][] {
  const made: [string, TemplateResource][] = [];
  if (bodies.has('ServerlessRestApi'))
    made.push(['ServerlessRestApi', implicit('AWS::Serverless::Api', { StageName: 'Prod' })]);
  if (bodies.has('ServerlessHttpApi')) made.push(['ServerlessHttpApi', implicit('AWS::Serverless::HttpApi', {})]);
  return made;

  function implicit(Type: string, own: Written): TemplateResource {
    return { Type, Properties: globals(Type, own) };
  }
}

type Resources = Record<string, TemplateResource>;

/** An API with its stage, its OpenAPI body and its domain. */
export function expandApi(id: string, resource: TemplateResource, body: ApiBody | undefined): Resources {
  const properties = resource.Properties ?? {};
  const rest = resource.Type === 'AWS::Serverless::Api';
  const document = documentOf(rest ? 'rest' : 'http', properties, body?.operations ?? []);
  const uri = properties['DefinitionUri'];
  const definition = uri === undefined ? { Body: document } : { BodyS3Location: uri };
  const api: TemplateResource = {
    ...resource,
    Type: rest ? 'AWS::ApiGateway::RestApi' : 'AWS::ApiGatewayV2::Api',
    Properties: present({
      Name: properties['Name'],
      ...(rest ? {} : { ProtocolType: 'HTTP' }),
      ...definition,
      DisableExecuteApiEndpoint: properties['DisableExecuteApiEndpoint'],
      EndpointConfiguration: rest ? endpoint(properties['EndpointConfiguration']) : undefined,
      Policy: rest ? object(properties['Auth'])['ResourcePolicy'] : undefined,
      CorsConfiguration: rest ? undefined : properties['CorsConfiguration'],
    }),
  };
  return { [id]: api, ...stage(id, rest, properties), ...domain(id, rest, properties) };
}

/** SAM writes `{ Type: PRIVATE }` where CloudFormation writes `{ Types: [PRIVATE] }`. */
function endpoint(written: Json | undefined): Json | undefined {
  if (typeof written === 'string') return { Types: [written] };
  return isObject(written) && written['Type'] !== undefined ? { ...written, Types: [written['Type']] } : written;
}

function stage(id: string, rest: boolean, properties: Written): Resources {
  const name = properties['StageName'] ?? (rest ? 'Prod' : '$default');
  const suffix = typeof name === 'string' ? name.replaceAll(/\W/g, '') : '';
  return rest
    ? {
        [`${id}${suffix}Stage`]: {
          Type: 'AWS::ApiGateway::Stage',
          Properties: present({
            RestApiId: { Ref: id },
            StageName: name,
            MethodSettings: properties['MethodSettings'],
            AccessLogSetting: properties['AccessLogSetting'],
            TracingEnabled: properties['TracingEnabled'],
          }),
        },
      }
    : {
        [`${id}ApiGateway${suffix === 'default' ? 'Default' : suffix}Stage`]: {
          Type: 'AWS::ApiGatewayV2::Stage',
          Properties: present({
            ApiId: { Ref: id },
            StageName: name,
            AutoDeploy: true,
            AccessLogSettings: properties['AccessLogSettings'],
            DefaultRouteSettings: properties['DefaultRouteSettings'],
            RouteSettings: properties['RouteSettings'],
          }),
        },
      };
}

function domain(id: string, rest: boolean, properties: Written): Resources {
  if (properties['Domain'] === undefined) return {};
  const written = object(properties['Domain']);
  const domainId = `ApiGatewayDomainName${rest ? '' : 'V2'}${id}`;
  const stageRef = sub(`\${${id}}`);
  const security = written['SecurityPolicy'];
  const certificate = written['CertificateArn'];
  return {
    [domainId]: rest
      ? {
          Type: 'AWS::ApiGateway::DomainName',
          Properties: present({
            DomainName: written['DomainName'],
            RegionalCertificateArn: certificate,
            EndpointConfiguration: endpoint(written['EndpointConfiguration'] ?? 'REGIONAL'),
            MutualTlsAuthentication: written['MutualTlsAuthentication'],
            SecurityPolicy: security,
          }),
        }
      : {
          Type: 'AWS::ApiGatewayV2::DomainName',
          Properties: present({
            DomainName: written['DomainName'],
            DomainNameConfigurations: [
              present({ CertificateArn: certificate, SecurityPolicy: security, EndpointType: 'REGIONAL' }),
            ],
            MutualTlsAuthentication: written['MutualTlsAuthentication'],
          }),
        },
    [`${id}BasePathMapping`]: rest
      ? {
          Type: 'AWS::ApiGateway::BasePathMapping',
          Properties: { DomainName: { Ref: domainId }, RestApiId: stageRef, Stage: properties['StageName'] ?? 'Prod' },
        }
      : {
          Type: 'AWS::ApiGatewayV2::ApiMapping',
          Properties: { DomainName: { Ref: domainId }, ApiId: stageRef, Stage: properties['StageName'] ?? '$default' },
        },
  };
}
