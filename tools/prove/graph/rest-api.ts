import type { Json } from '../json';
import { target, unknownIn } from '../marks';
import { isObject, type Model, type Resource } from '../model';
import { opaqueRoute, scopesOf } from './http-api';
import { at, belongingTo, integrationOf, text, truthy } from './lookups';
import { openApiRoutes } from './open-api';
import type { Api, Authorization, Route, Stage, Where } from './types';

/** REST APIs (`AWS::ApiGateway::RestApi`): methods as resources, or an OpenAPI body. */
export function restApis(model: Model): readonly Api[] {
  return model.ofType('AWS::ApiGateway::RestApi').map(resource => {
    const properties = model.properties(resource);
    return {
      kind: 'rest',
      where: { resource },
      name: text(properties['Name']) ?? resource.logicalId,
      stages: stagesOf(model, resource),
      routes: [...methodsOf(model, resource), ...bodyRoutes(model, resource, properties)],
    };
  });
}

/** Stages stand alone, or are made on the side by a Deployment with a StageName. */
function stagesOf(model: Model, api: Resource): readonly Stage[] {
  const stages = belongingTo(model, ['AWS::ApiGateway::Stage'], 'RestApiId', api).map(resource => {
    const properties = model.properties(resource);
    return { where: { resource }, name: text(properties['StageName']) ?? resource.logicalId, properties };
  });
  const onTheSide = belongingTo(model, ['AWS::ApiGateway::Deployment'], 'RestApiId', api).flatMap(resource => {
    const properties = model.properties(resource);
    const name = text(properties['StageName']);
    const described = isObject(properties['StageDescription']) ? properties['StageDescription'] : {};
    return name === undefined || stages.some(stage => stage.name === name)
      ? []
      : [{ where: { resource, property: 'StageName' }, name, properties: described }];
  });
  return [...stages, ...onTheSide];
}

function methodsOf(model: Model, api: Resource): readonly Route[] {
  return belongingTo(model, ['AWS::ApiGateway::Method'], 'RestApiId', api).map(resource => {
    const properties = model.properties(resource);
    const method = text(properties['HttpMethod']) ?? 'ANY';
    const path = pathOf(model, api, properties['ResourceId']);
    return {
      key: `${method} ${path}`,
      method,
      path,
      where: { resource },
      authorization: authorizationOf(model, resource, properties),
      integration: integrationOf(
        model,
        { resource, property: 'Integration.Uri' },
        text(at(properties, 'Integration.Type')),
        at(properties, 'Integration.Uri'),
      ),
    };
  });
}

/** Walks `ParentId` up to the root resource. */
function pathOf(model: Model, api: Resource, resourceId: Json | undefined): string {
  const parts: string[] = [];
  const seen = new Set<Resource>();
  let resource = target(model, resourceId);
  while (resource !== undefined && resource !== api && !seen.has(resource)) {
    seen.add(resource);
    const properties = model.properties(resource);
    parts.unshift(text(properties['PathPart']) ?? '?');
    resource = target(model, properties['ParentId']);
  }
  return `/${parts.join('/')}`;
}

function authorizationOf(model: Model, method: Resource, properties: Readonly<Record<string, Json>>): Authorization {
  const where: Where = { resource: method, property: 'AuthorizationType' };
  const base = {
    where,
    scopes: scopesOf(properties['AuthorizationScopes']),
    apiKey: truthy(properties['ApiKeyRequired']),
  };
  const type = properties['AuthorizationType'] ?? 'NONE';
  const reason = unknownIn(type) ?? unknownIn(properties['AuthorizerId']);
  if (reason !== undefined) return { ...base, kind: 'unknown', reason };
  if (type === 'NONE') return { ...base, kind: 'none' };
  if (type === 'AWS_IAM') return { ...base, kind: 'iam' };
  const authorizer = target(model, properties['AuthorizerId']);
  if (authorizer === undefined)
    return { ...base, kind: 'unknown', reason: 'its authorizer is in none of the templates given' };
  const authorizerProperties = model.properties(authorizer);
  const found = { resource: authorizer, properties: authorizerProperties };
  if (type === 'COGNITO_USER_POOLS') return { ...base, kind: 'cognito', authorizer: found };
  if (type === 'JWT' || isObject(authorizerProperties['JwtConfiguration']))
    return { ...base, kind: 'jwt', authorizer: found };
  if (type === 'CUSTOM') return { ...base, kind: 'lambda', authorizer: found };
  return { ...base, kind: 'unknown', reason: `AuthorizationType ${String(type)} is not one API Gateway knows` };
}

function bodyRoutes(model: Model, api: Resource, properties: Readonly<Record<string, Json>>): readonly Route[] {
  const body = properties['Body'];
  if (isObject(body)) return openApiRoutes(model, api, 'Body', body);
  if ('BodyS3Location' in properties)
    return [opaqueRoute(api, 'BodyS3Location', 'its OpenAPI document is in S3, outside the templates')];
  const reason = unknownIn(body);
  return reason === undefined ? [] : [opaqueRoute(api, 'Body', reason)];
}
