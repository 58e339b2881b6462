import type { Json } from '../json';
import { target, unknownIn } from '../marks';
import { isObject, type Model } from '../model';
import { asText } from '../values';
import { list, truthy } from './lookups';
import type { Authorization, Where } from './types';

/** What a route of an HTTP API or a method of a REST API says about who may call: they say it alike. */
export function authorizationOf(model: Model, where: Where, properties: Readonly<Record<string, Json>>): Authorization {
  const base = {
    where,
    scopes: scopesOf(properties['AuthorizationScopes']),
    apiKey: truthy(properties['ApiKeyRequired']),
  };
  const type = properties['AuthorizationType'] ?? 'NONE';
  const reason = unknownIn(type);
  if (reason !== undefined) return { ...base, kind: 'unknown', reason };
  if (type === 'NONE') return { ...base, kind: 'none' };
  if (type === 'AWS_IAM') return { ...base, kind: 'iam' };
  const authorizer = target(model, properties['AuthorizerId']);
  if (authorizer === undefined) {
    const why = unknownIn(properties['AuthorizerId']) ?? 'its authorizer is in none of the templates given';
    return { ...base, kind: 'unknown', reason: why };
  }
  const own = model.properties(authorizer);
  const found = { resource: authorizer, properties: own };
  if (type === 'COGNITO_USER_POOLS') return { ...base, kind: 'cognito', authorizer: found };
  // A REST API has it under either type, with its issuers in the authorizer.
  if (type === 'JWT' || (type === 'CUSTOM' && isObject(own['JwtConfiguration'])))
    return { ...base, kind: 'jwt', authorizer: found };
  if (type === 'CUSTOM') return { ...base, kind: 'lambda', authorizer: found };
  return { ...base, kind: 'unknown', reason: `AuthorizationType ${asText(type)} is not one API Gateway knows` };
}

export function scopesOf(value: Json | undefined): readonly string[] | 'unknown' {
  if (unknownIn(value) !== undefined) return 'unknown';
  return list(value).filter(scope => typeof scope === 'string');
}
