import type { Json } from '../../json';
import { schemesOf, securityOf } from './auth';
import type { Operation } from './operations';
import { isObject, object, ref, type Written } from './written';

/**
 * The OpenAPI document SAM makes: the one the template gives, or one written from the events of functions. Events change a
 * document that is given only where `MergeDefinitions` says so; the API's authorizers and their default hold for both.
 */
export function documentOf(kind: 'rest' | 'http', properties: Written, operations: readonly Operation[]): Json {
  const given = properties['DefinitionBody'];
  // A document behind an intrinsic (AWS::Include, say) cannot be read; keep it, so that it stays unknown.
  if (given !== undefined && !isObject(object(given)['paths'])) return given;
  const base = object(given);
  const auth = object(properties['Auth']);
  const schemes = schemesOf(kind, auth);
  const paths: Record<string, Json> = Object.fromEntries(
    Object.entries(object(base['paths'])).map(([path, item]) => [path, withDefault(item, auth, schemes)]),
  );
  if (given === undefined || properties['MergeDefinitions'] === true)
    for (const operation of operations)
      paths[operation.path] = { ...object(paths[operation.path]), ...written(operation, auth, schemes) };
  const components = object(base['components']);
  const definitions = object(base['securityDefinitions']);
  return {
    ...base,
    paths,
    components: {
      ...components,
      securitySchemes: { ...definitions, ...object(components['securitySchemes']), ...schemes },
    },
  };
}

/** One operation under its method, there when its function is. */
function written(operation: Operation, auth: Written, schemes: Written): Written {
  const value: Json = {
    security: securityOf(auth, operation.auth, schemes),
    'x-amazon-apigateway-integration': operation.integration,
    'x-portcullis-event': { of: ref(operation.event.of), name: operation.event.name },
  };
  const name = operation.method === 'ANY' ? 'x-amazon-apigateway-any-method' : operation.method.toLowerCase();
  return {
    [name]:
      operation.condition === undefined ? value : { 'Fn::If': [operation.condition, value, { Ref: 'AWS::NoValue' }] },
  };
}

/** A default authorizer also holds for the operations of a given document that ask for no authorizer themselves. */
function withDefault(item: Json, auth: Written, schemes: Written): Json {
  if (!isObject(item) || (auth['DefaultAuthorizer'] === undefined && auth['ApiKeyRequired'] === undefined)) return item;
  const branches = item['Fn::If'];
  if (Array.isArray(branches))
    return { 'Fn::If': branches.map((branch: Json, i) => (i === 0 ? branch : withDefault(branch, auth, schemes))) };
  return Object.fromEntries(
    Object.entries(item).map(([method, operation]) => {
      if (!isObject(operation) || !('x-amazon-apigateway-integration' in operation)) return [method, operation];
      if (method === 'options' && auth['AddDefaultAuthorizerToCorsPreflight'] === false) return [method, operation];
      const own = Array.isArray(operation['security']) ? (operation['security'] as readonly Json[]) : [];
      if (own.some(requirement => Object.keys(object(requirement)).some(name => name === 'NONE' || name in schemes)))
        return [method, operation];
      return [method, { ...operation, security: [...own, ...securityOf(auth, {}, schemes)] }];
    }),
  );
}
