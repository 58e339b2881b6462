import { missing, stands, unproven, weak, type Rule } from '../rule';

/** A JWT or Cognito authorizer with at least one scope on the route. */
export const authScopes: Rule = {
  id: 'auth/scopes',
  layer: 'auth',
  reason:
    'Without a scope the JWT authorizer takes any token of the issuer, ID tokens included, and any client may call any route.',
  fix: 'List at least one scope of the resource server in AuthorizationScopes of this route.',
  check({ route }) {
    const { kind, scopes, where } = route.authorization;
    if (kind !== 'jwt' && kind !== 'cognito') return [];
    const at = { resource: where.resource, property: 'AuthorizationScopes' };
    if (scopes === 'unknown') return [unproven(at, 'the scopes cannot be resolved')];
    return scopes.length > 0 ? [stands(at, scopes.join(' '))] : [weak(at, 'no scope is asked for')];
  },
};

/** Something decides who may call the route. */
export const authPresent: Rule = {
  id: 'auth/present',
  layer: 'auth',
  reason: 'A route without an authorizer serves anyone who finds it. An API key meters callers and authorizes nobody.',
  fix: 'Give the route an authorizer (JWT with scopes, Cognito with scopes, Lambda, or IAM).',
  check({ route }) {
    const { kind, where, authorizer, apiKey, reason } = route.authorization;
    if (route.method === 'OPTIONS') return [stands(where, 'CORS preflight carries no token')];
    if (kind === 'unknown') return [unproven(where, reason ?? 'cannot be resolved')];
    if (kind !== 'none')
      return [stands(where, authorizer === undefined ? kind : `${kind}: ${authorizer.resource.logicalId}`)];
    return [
      missing(where, apiKey ? 'an API key is asked for, which authorizes nobody' : 'nothing decides who may call'),
    ];
  },
};
