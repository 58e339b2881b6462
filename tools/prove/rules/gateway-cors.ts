import type { Json } from '../json';
import { at, list, text, truthy } from '../graph/lookups';
import type { Route, Where } from '../graph/types';
import { unknownIn } from '../marks';
import { isObject } from '../model';
import { stands, unproven, weak, type Context, type Rule, type Verdict } from '../rule';

/** Browsers are not told to send credentials from just any site. */
export const gatewayCors: Rule = {
  id: 'gateway/cors',
  layer: 'gateway',
  reason:
    'A wildcard origin together with credentials lets any website read this API with the cookies of whoever visits it.',
  fix: 'List the origins that may call with credentials, or switch AllowCredentials off.',
  check({ api }, context) {
    if (api.kind === 'http' || api.kind === 'function-url')
      return context.once(gatewayCors.id, api.where.resource, () =>
        written.flatMap(names => graded(api.where, names, context)),
      );
    // Preflights are no paths of the graph: API Gateway answers them by itself.
    return api.kind === 'rest'
      ? context.once(gatewayCors.id, api.where.resource, () => api.routes.flatMap(route => ofMethod(route, context)))
      : [];
  },
};

/** Where it stands in an HTTP API, in a function URL, and in an OpenAPI body. */
const written = [
  { property: 'CorsConfiguration', origins: 'AllowOrigins', credentials: 'AllowCredentials' },
  { property: 'Cors', origins: 'AllowOrigins', credentials: 'AllowCredentials' },
  { property: 'Body.x-amazon-apigateway-cors', origins: 'allowOrigins', credentials: 'allowCredentials' },
] as const;

function graded(
  { resource }: Where,
  { property, origins, credentials }: (typeof written)[number],
  { properties }: Context,
): readonly Verdict[] {
  const cors = at(properties(resource), property);
  if (cors === undefined) return [];
  const where = { resource, property };
  const reason = unknownIn(cors);
  if (reason !== undefined) return [unproven(where, reason)];
  const wild = list(at(cors, origins)).some(origin => text(origin)?.includes('*') === true);
  return wild && truthy(at(cors, credentials))
    ? [weak({ resource, property: `${property}.${origins}` }, 'any site may call with credentials')]
    : [stands(where, wild ? 'any site, without credentials' : 'listed sites')];
}

/** REST APIs answer preflight from a mock whose header mappings are quoted texts: `'*'`. */
function ofMethod({ where, method }: Route, { properties }: Context): readonly Verdict[] {
  if (method !== 'OPTIONS') return [];
  const responses = list(at(properties(where.resource), 'Integration.IntegrationResponses'));
  return responses.flatMap((response, i) => {
    const headers = at(response, 'ResponseParameters');
    if (!isObject(headers)) return [];
    const any = header(headers, 'Access-Control-Allow-Origin').includes('*');
    return any && header(headers, 'Access-Control-Allow-Credentials') === 'true'
      ? [weak({ ...where, property: `Integration.IntegrationResponses.${i}` }, 'any site may call with credentials')]
      : [];
  });
}

const header = (headers: Readonly<Record<string, Json>>, name: string): string =>
  (text(headers[`method.response.header.${name}`]) ?? '').replaceAll("'", '');
