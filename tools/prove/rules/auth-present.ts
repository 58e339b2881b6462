import { missing, stands, unproven, type Rule } from '../rule';

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
