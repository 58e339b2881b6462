import { signsFor } from '../closed';
import { missing, stands, unproven, weak, type Rule } from '../rule';

/** Something decides who may call the route. */
export const authPresent: Rule = {
  id: 'auth/present',
  layer: 'auth',
  reason: 'A route without an authorizer serves anyone who finds it. An API key meters callers and authorizes nobody.',
  fix: 'Give the route an authorizer (JWT with scopes, Cognito with scopes, Lambda, or IAM).',
  check({ route, hops: [front, behind] }, { model }) {
    const { kind, where, authorizer, apiKey, reason } = route.authorization;
    if (route.method === 'OPTIONS') return [stands(where, 'CORS preflight carries no token')];
    if (kind === 'unknown') return [unproven(where, reason ?? 'cannot be resolved')];
    if (kind === 'none')
      return [
        missing(where, apiKey ? 'an API key is asked for, which authorizes nobody' : 'nothing decides who may call'),
      ];
    // Origin access control: the signature that IAM checks is CloudFront's, whoever called CloudFront.
    if (kind === 'iam' && front?.kind === 'cloudfront' && behind !== undefined && signsFor(model, front.origin))
      return [missing(where, 'IAM sees the signature of the distribution, which signs for everyone')];
    if ((kind === 'jwt' || kind === 'lambda') && authorizer !== undefined && mismatched(kind, authorizer.properties))
      return [weak(where, `${authorizer.resource.logicalId} is not the kind of authorizer that the route asks for`)];
    return [stands(where, authorizer === undefined ? kind : `${kind}: ${authorizer.resource.logicalId}`)];
  },
};

/** HTTP APIs write JWT or REQUEST, REST APIs TOKEN, REQUEST or JWT; an OpenAPI body in small letters. */
function mismatched(kind: 'jwt' | 'lambda', { AuthorizerType, Type }: Readonly<Record<string, unknown>>): boolean {
  const written = AuthorizerType ?? Type;
  if (typeof written !== 'string') return false;
  return kind === 'jwt' ? written === 'REQUEST' || written === 'TOKEN' : written === 'JWT';
}
