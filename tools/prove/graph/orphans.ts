import { readable, target, unknownIn } from '../marks';
import type { Model, Resource } from '../model';
import { httpRoute } from './http-api';
import { text } from './lookups';
import { restRoute } from './rest-api';
import type { Route, Unreached } from './types';

/** Routes of APIs that are in none of the templates: they are open, or not, somewhere else. */
export const orphans = (model: Model): readonly Unreached[] => [
  ...strays(model, 'AWS::ApiGatewayV2::Route', 'ApiId', httpRoute),
  ...strays(model, 'AWS::ApiGateway::Method', 'RestApiId', restRoute),
];

function strays(
  model: Model,
  type: string,
  property: string,
  routeOf: (model: Model, resource: Resource) => Route,
): readonly Unreached[] {
  return model.ofType(type).flatMap(resource => {
    const written = model.properties(resource)[property];
    if (target(model, written) !== undefined) return [];
    const name = readable(text(written) ?? '?');
    const reason = unknownIn(written) ?? `its API ${name} is in none of the templates given`;
    return [{ route: routeOf(model, resource), api: name, reason }];
  });
}
