import { stands, unproven, weak, type Rule } from '../rule';

/** A JWT or Cognito authorizer is asked for at least one scope on the route. */
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
