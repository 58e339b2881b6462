import { cachingOf } from '../facts/cloudfront-policies';
import { at, list, objects, text, truthy } from '../graph/lookups';
import type { Path, Where } from '../graph/types';
import { stands, unproven, weak, type Context, type Rule, type Verdict } from '../rule';

/** An answer made for one caller is not kept for another. */
export const authNotCached: Rule = {
  id: 'auth/not-cached',
  layer: 'auth',
  reason:
    "A cache in front of the authorizer answers without asking it: the first caller's account is what every later caller reads, with a token or without.",
  fix: 'Use the cache policy CachingDisabled for the API (or put Authorization into the cache key); on a REST stage switch CachingEnabled off, or name the Authorization header in CacheKeyParameters of the method.',
  check(path, context) {
    const { route } = path;
    if (route.publicReason !== undefined || !/^(?:GET|HEAD|ANY)$/.test(route.method)) return [];
    return [...atTheEdge(path, context), ...onTheStage(path, context)];
  },
};

function atTheEdge({ hops: [front] }: Path, { model }: Context): readonly Verdict[] {
  if (front?.kind !== 'cloudfront') return [];
  const { keeps, byToken, property } = cachingOf(model, front.behaviour);
  const where = { resource: front.where.resource, property: `${front.behaviourPath}.${property}` };
  if (keeps === 'unknown') return [unproven(where, 'whether this policy keeps answers cannot be told from here')];
  if (byToken && keeps !== 'never') return [stands(where, 'answers are kept under the token they were made for')];
  if (keeps === 'always') return [weak(where, "one caller's answers are kept for all")];
  return [stands(where, keeps === 'never' ? 'nothing is kept' : 'only what the API marks as fit for all is kept')];
}

function onTheStage({ api, stage, route }: Path, { properties }: Context): readonly Verdict[] {
  if (api.kind !== 'rest' || stage === undefined) return [];
  const caching = objects(stage.properties['MethodSettings']).findIndex(
    setting =>
      truthy(setting['CachingEnabled']) &&
      [route.path, '/*', '*'].includes(
        (text(setting['ResourcePath']) ?? '/*').replaceAll('~1', '/').replace(/^\/\//, '/'),
      ),
  );
  if (caching === -1 || !truthy(stage.properties['CacheClusterEnabled'] ?? true)) return [];
  const { resource, property } = route.where;
  const names =
    property === undefined
      ? 'Integration.CacheKeyParameters'
      : `${property}.x-amazon-apigateway-integration.cacheKeyParameters`;
  const keys = list(at(properties(resource), names)).map(key => text(key) ?? '');
  const where: Where = { ...stage.where, property: `MethodSettings.${caching}.CachingEnabled` };
  return keys.some(key => key.toLowerCase() === 'method.request.header.authorization')
    ? [stands(where, 'answers are kept under the token they were made for')]
    : [weak(where, "one caller's answers are kept for all")];
}
