import type { Json } from '../json';
import { target } from '../marks';
import { isObject, type Model, type Resource } from '../model';
import { authorizationOf } from './authorization';
import { at, belongingTo, integrationOf, decisions, text } from './lookups';
import { bodyRoutes } from './open-api';
import type { Api, Route, Stage } from './types';

/** REST APIs (`AWS::ApiGateway::RestApi`): methods as resources, or an OpenAPI body. */
export function restApis(model: Model): readonly Api[] {
  return model.ofType('AWS::ApiGateway::RestApi').map(resource => {
    const properties = model.properties(resource);
    return {
      kind: 'rest',
      where: { resource },
      name: text(properties['Name']) ?? resource.logicalId,
      stages: stagesOf(model, resource),
      routes: [
        ...belongingTo(model, 'AWS::ApiGateway::Method', 'RestApiId', resource).map(method => restRoute(model, method)),
        ...bodyRoutes(model, resource, properties),
      ],
    };
  });
}

/** Stages stand alone, or are made on the side by a Deployment with a StageName. */
function stagesOf(model: Model, api: Resource): readonly Stage[] {
  const stages = belongingTo(model, 'AWS::ApiGateway::Stage', 'RestApiId', api).map(resource => {
    const properties = model.properties(resource);
    return { where: { resource }, name: text(properties['StageName']) ?? resource.logicalId, properties };
  });
  const byName = new Map<string, Stage>(stages.map(stage => [stage.name, stage]));
  for (const resource of belongingTo(model, 'AWS::ApiGateway::Deployment', 'RestApiId', api)) {
    const { StageName, StageDescription } = model.properties(resource);
    const name = text(StageName);
    if (name === undefined || byName.has(name)) continue;
    const properties = isObject(StageDescription) ? StageDescription : {};
    byName.set(name, { where: { resource, property: 'StageName' }, name, properties });
  }
  return [...byName.values()];
}

/** A method written as a resource. */
export function restRoute(model: Model, resource: Resource): Route {
  const properties = model.properties(resource);
  const method = text(properties['HttpMethod'])?.toUpperCase() ?? 'ANY';
  const path = pathOf(model, properties['ResourceId']);
  return {
    key: `${method} ${path}`,
    method,
    path,
    where: { resource },
    authorization: authorizationOf(model, { resource, property: 'AuthorizationType' }, properties),
    integration: integrationOf(
      model,
      { resource, property: 'Integration.Uri' },
      { type: at(properties, 'Integration.Type'), uri: at(properties, 'Integration.Uri') },
    ),
    ...decisions(resource),
  };
}

/** Walks `ParentId` up to the root resource, which is an attribute of the API. */
function pathOf(model: Model, resourceId: Json | undefined): string {
  const parts: string[] = [];
  const seen = new Set<Resource>();
  let resource = target(model, resourceId);
  while (resource?.type === 'AWS::ApiGateway::Resource' && !seen.has(resource)) {
    seen.add(resource);
    const properties = model.properties(resource);
    parts.unshift(text(properties['PathPart']) ?? '?');
    resource = target(model, properties['ParentId']);
  }
  if (resource === undefined) parts.unshift('?');
  return `/${parts.join('/')}`;
}
