import type { Json } from '../json';
import { poolOf, tokenSources, type TokenSource } from '../facts/user-pool';
import { list, text } from '../graph/lookups';
import type { Where } from '../graph/types';
import { hasMark, target, unknownIn } from '../marks';
import type { Model, Resource } from '../model';
import { stands, unproven, weak, type Rule, type Verdict } from '../rule';
import { asText } from '../values';

/** The authorizer knows whose tokens it takes, and for whom they were made. */
export const authTokenSource: Rule = {
  id: 'auth/token-source',
  layer: 'auth',
  reason:
    'A token is worth what its issuer and audience are. Without an audience a token that another app was given opens this API; keys fetched over plain HTTP are the keys of whoever stands in between.',
  fix: 'Set JwtConfiguration.Issuer to an https address (or the ProviderURL of the user pool) and Audience to the clients of this API; ProviderARNs of a Cognito authorizer to its pool; IdentitySource to the Authorization header.',
  check({ route }, { model, once }) {
    const { authorization } = route;
    const { kind, authorizer } = authorization;
    if (authorizer === undefined || route.method === 'OPTIONS') return [];
    if (kind === 'cognito') return ofCognito(authorizer, authorizer.properties);
    if (kind !== 'jwt') return [];
    const judge = (): readonly Verdict[] => [
      ...identitySource(authorizer, authorizer.properties),
      ...tokenSources(authorization).map(source => graded(source, authorizer.resource, authorizer.property, model)),
    ];
    // An authorizer inside an OpenAPI body has no resource of its own to remember it by.
    return authorizer.property === undefined ? once(authTokenSource.id, authorizer.resource, judge) : judge();
  },
};

function graded(source: TokenSource, resource: Resource, within: string | undefined, model: Model): Verdict {
  const place = (property: string): Where => ({ resource, property: [within, property].filter(Boolean).join('.') });
  const { issuer, audience } = source;
  const where = place(source.issuerProperty);
  const reason = unknownIn(issuer);
  if (reason !== undefined) return unproven(where, reason);
  const written = text(issuer) ?? '';
  if (written === '') return weak(where, 'no issuer');
  if (!written.startsWith('https://') && !hasMark(written)) return weak(where, `${written} is not an https address`);
  const pool = poolOf(model, issuer);
  const audiences = place(source.audienceProperty);
  const hidden = audience.map(unknownIn).find(unknown => unknown !== undefined);
  if (hidden !== undefined) return unproven(audiences, hidden);
  if (audience.length === 0 || audience.some(one => one === '')) return weak(audiences, 'no audience');
  const stranger =
    pool === undefined ? undefined : audience.map(one => target(model, one)).find(one => isStranger(one, pool, model));
  return stranger === undefined
    ? stands(where, `${written} for ${audience.map(asText).join(', ')}`)
    : weak(audiences, `${stranger.logicalId} is no client of the pool that issues the tokens`);
}

const isStranger = (client: Resource | undefined, pool: Resource, model: Model): client is Resource =>
  client !== undefined &&
  (client.type !== 'AWS::Cognito::UserPoolClient' || target(model, model.properties(client)['UserPoolId']) !== pool);

function ofCognito(where: Where, written: Readonly<Record<string, Json>>): readonly Verdict[] {
  const place = { ...where, property: [where.property, 'ProviderARNs'].filter(Boolean).join('.') };
  const arns = list(written['ProviderARNs']);
  const reason = unknownIn(written['ProviderARNs']);
  if (reason !== undefined) return [unproven(place, reason)];
  return arns.length > 0 ? [stands(place, arns.map(asText).join(', '))] : [weak(place, 'no user pool')];
}

/** A token in the query stands in every log and browser history on the way. */
function identitySource(where: Where, written: Readonly<Record<string, Json>>): readonly Verdict[] {
  const source = written['IdentitySource'];
  const sources = typeof source === 'string' ? [source] : list(source);
  const place = { ...where, property: [where.property, 'IdentitySource'].filter(Boolean).join('.') };
  const reason = unknownIn(source);
  if (reason !== undefined) return [unproven(place, reason)];
  if (sources.length === 0) return [weak(place, 'it does not say where the token stands')];
  return sources.some(one => text(one)?.includes('querystring') === true)
    ? [weak(place, 'the token is taken from the query, and stands in every log')]
    : [];
}
