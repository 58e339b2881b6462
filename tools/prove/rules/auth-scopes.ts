import { stands, unproven, weak, type Rule } from '../rule';

/** Scopes of OpenID Connect and of Cognito's own API: every access token may hold them, whatever it was made for. */
const everyones = new Set([
  'openid',
  'profile',
  'email',
  'phone',
  'address',
  'offline_access',
  'aws.cognito.signin.user.admin',
]);

/** A JWT or Cognito authorizer is asked for at least one scope on the route, and for one that is the API's own. */
export const authScopes: Rule = {
  id: 'auth/scopes',
  layer: 'auth',
  reason:
    'Without a scope the JWT authorizer takes any token of the issuer, ID tokens included, and any client may call any route.',
  fix: 'List at least one scope of the resource server in AuthorizationScopes of this route.',
  check({ route, api }) {
    const { kind, scopes, where } = route.authorization;
    // A load balancer signs people in with a session; it knows no scopes.
    if ((kind !== 'jwt' && kind !== 'cognito') || api.kind === 'load-balancer' || route.method === 'OPTIONS') return [];
    const written = where.property === 'AuthorizationType' ? 'AuthorizationScopes' : where.property;
    const place = { resource: where.resource, ...(written === undefined ? {} : { property: written }) };
    if (scopes === 'unknown') return [unproven(place, 'the scopes cannot be resolved')];
    if (scopes.length === 0) return [weak(place, 'no scope is asked for')];
    // One of them is enough for API Gateway, so the weakest counts.
    const weakest = scopes.find(scope => scope.trim() === '' || everyones.has(scope));
    return weakest === undefined
      ? [stands(place, scopes.join(' '))]
      : [weak(place, `"${weakest}" is in any token of the issuer`)];
  },
};
