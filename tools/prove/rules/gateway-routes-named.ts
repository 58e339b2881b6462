import { stands, unproven, weak, type Rule } from '../rule';

/** The route names its path and its method. */
export const gatewayRoutesNamed: Rule = {
  id: 'gateway/routes-named',
  layer: 'gateway',
  reason:
    'Behind a catch-all the gateway refuses nothing: every path and method that anyone tries reaches code, and a handler added by mistake is public the moment it is deployed.',
  fix: 'Write one route for each path and method that the API serves, in place of $default, ANY or a greedy {proxy+} at the root.',
  check({ route, api }) {
    // Function URLs and load balancers have no routes of API Gateway; gateway/throttled says so.
    if (api.kind !== 'http' && api.kind !== 'rest') return [];
    if (route.unread !== undefined) return [unproven(route.where, route.unread)];
    // A preflight carries nothing and changes nothing.
    if (route.method === 'OPTIONS') return [];
    const root = /^\/\{[^}/]+\+\}$/.test(route.path);
    if (route.path === '$default' || root) return [weak(route.where, `${route.key} takes every path`)];
    if (route.method === 'ANY') return [weak(route.where, `${route.key} takes every method`)];
    return [stands(route.where, route.key)];
  },
};
