import type { Json, TemplateResource } from '../../json';
import { resourcePolicy } from './auth';
import { documentOf } from './document';
import { domain } from './domains';
import { routeKeyOf, type ApiBody } from './operations';
import { alike, hashOf, isObject, object, present, ref } from './written';
import type { Resources, Written } from './written';

/** The APIs SAM makes for events that name none. */
export function implicitApis(
  bodies: ReadonlyMap<string, ApiBody>,
  globals: (type: string, properties: Written) => Written,
): readonly [string, TemplateResource][] {
  const implicit = (Type: string, own: Written): TemplateResource => ({ Type, Properties: globals(Type, own) });
  const made: [string, TemplateResource][] = [];
  if (bodies.has('ServerlessRestApi'))
    made.push(['ServerlessRestApi', implicit('AWS::Serverless::Api', { StageName: 'Prod' })]);
  if (bodies.has('ServerlessHttpApi')) made.push(['ServerlessHttpApi', implicit('AWS::Serverless::HttpApi', {})]);
  return made;
}

/** An API with its stages, its OpenAPI body and its domain. */
export function expandApi(id: string, resource: TemplateResource, body: ApiBody | undefined): Resources {
  const properties = resource.Properties ?? {};
  const rest = resource.Type === 'AWS::Serverless::Api';
  const uri = properties['DefinitionUri'];
  const definition =
    uri === undefined
      ? { Body: documentOf(rest ? 'rest' : 'http', properties, body?.operations ?? []) }
      : { BodyS3Location: uri };
  const api: TemplateResource = {
    ...resource,
    Type: rest ? 'AWS::ApiGateway::RestApi' : 'AWS::ApiGatewayV2::Api',
    Properties: present({
      Name: properties['Name'],
      ...definition,
      DisableExecuteApiEndpoint: properties['DisableExecuteApiEndpoint'],
      ...(rest
        ? {
            EndpointConfiguration: endpoint(properties['EndpointConfiguration']),
            Policy: resourcePolicy(object(properties['Auth'])),
          }
        : { ProtocolType: 'HTTP', CorsConfiguration: cors(properties['CorsConfiguration']) }),
    }),
  };
  const stages = rest ? restStages(id, properties) : httpStage(id, properties, body);
  const made = { ...stages, ...domain(id, rest, properties, stageId(id, rest, properties)) };
  return {
    [id]: api,
    ...Object.fromEntries(Object.entries(made).map(([key, value]) => [key, { ...value, ...alike(resource) }])),
  };
}

/** SAM writes `{ Type: PRIVATE }` where CloudFormation writes `{ Types: [PRIVATE] }`. */
function endpoint(written: Json | undefined): Json | undefined {
  if (typeof written === 'string') return { Types: [written] };
  return isObject(written) && written['Type'] !== undefined ? { ...written, Types: [written['Type']] } : written;
}

/** `true`, or an origin by itself. */
function cors(written: Json | undefined): Json | undefined {
  if (written === true) return { AllowOrigins: ['*'] };
  return typeof written === 'string' ? { AllowOrigins: [written] } : written;
}

const stageName = (rest: boolean, properties: Written): Json => properties['StageName'] ?? (rest ? 'Prod' : '$default');

/** The logical id of the stage, which templates refer to. */
export function stageId(id: string, rest: boolean, properties: Written): string {
  const name = stageName(rest, properties);
  if (name === '$default') return `${id}ApiGatewayDefaultStage`;
  if (typeof name !== 'string') return `${id}Stage`;
  return /^[A-Za-z0-9]+$/.test(name) ? `${id}${name}Stage` : `${id}Stage${hashOf(name)}`;
}

/** Without an OpenApiVersion, SAM's deployment makes one more stage, named "Stage", that nothing else is attached to. */
function restStages(id: string, properties: Written): Resources {
  const extra: Written = properties['OpenApiVersion'] === undefined ? { StageName: 'Stage' } : {};
  return {
    [`${id}Deployment`]: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: ref(id), ...extra } },
    [stageId(id, true, properties)]: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: present({
        RestApiId: ref(id),
        DeploymentId: ref(`${id}Deployment`),
        StageName: stageName(true, properties),
        Variables: properties['Variables'],
        MethodSettings: properties['MethodSettings'],
        AccessLogSetting: properties['AccessLogSetting'],
        TracingEnabled: properties['TracingEnabled'],
      }),
    },
  };
}

function httpStage(id: string, properties: Written, body: ApiBody | undefined): Resources {
  const ofEvents = (body?.operations ?? []).flatMap(operation =>
    operation.routeSettings === undefined ? [] : [[routeKeyOf(operation), operation.routeSettings] as const],
  );
  const settings = { ...object(properties['RouteSettings']), ...Object.fromEntries(ofEvents) };
  return {
    [stageId(id, false, properties)]: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: present({
        ApiId: ref(id),
        StageName: stageName(false, properties),
        AutoDeploy: true,
        StageVariables: properties['StageVariables'],
        AccessLogSettings: properties['AccessLogSettings'],
        DefaultRouteSettings: properties['DefaultRouteSettings'],
        RouteSettings: Object.keys(settings).length === 0 ? undefined : settings,
      }),
    },
  };
}
