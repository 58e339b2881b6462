import type { Json } from '../json';
import { at, list, objects, text } from '../graph/lookups';
import type { Authorization } from '../graph/types';
import { mentions, target } from '../marks';
import type { Model, Resource } from '../model';
import { grouped, oncePer } from './once-per';

/** Who issues the tokens that a route takes, and for whom. */
export interface TokenSource {
  readonly issuer: Json | undefined;
  readonly issuerProperty: string;
  readonly audience: readonly Json[];
  readonly audienceProperty: string;
}

/** Of a JWT authorizer: an HTTP API has one issuer, a REST API a list. */
export function tokenSources({ authorizer }: Authorization): readonly TokenSource[] {
  const written = authorizer?.properties ?? {};
  const several = objects(at(written, 'JwtConfiguration.Issuers'));
  if (several.length > 0)
    return several.map(({ Issuer, Audiences }, i) => ({
      issuer: Issuer,
      issuerProperty: `JwtConfiguration.Issuers.${i}.Issuer`,
      audience: list(Audiences),
      audienceProperty: `JwtConfiguration.Issuers.${i}.Audiences`,
    }));
  const config = written['JwtConfiguration'];
  return [
    {
      issuer: at(config, 'Issuer'),
      issuerProperty: 'JwtConfiguration.Issuer',
      audience: list(at(config, 'Audience')),
      audienceProperty: 'JwtConfiguration.Audience',
    },
  ];
}

/** The user pool behind an issuer: its ProviderURL, or its address written out. */
export function poolOf(model: Model, issuer: Json | undefined): Resource | undefined {
  return mentions(model, issuer).find(({ type }) => type === 'AWS::Cognito::UserPool');
}

const clients = oncePer((model: Model) =>
  grouped(model.ofType('AWS::Cognito::UserPoolClient'), client =>
    target(model, model.properties(client)['UserPoolId']),
  ),
);

export const clientsOf = (model: Model, pool: Resource): readonly Resource[] => clients(model).get(pool) ?? [];

/** The pools whose tokens a route takes. */
export function poolsBehind(model: Model, authorization: Authorization): readonly Resource[] {
  const { kind, authorizer } = authorization;
  const written =
    kind === 'jwt'
      ? tokenSources(authorization).map(({ issuer }) => issuer)
      : kind === 'cognito'
        ? list(authorizer?.properties['ProviderARNs'])
        : [];
  return [...new Set(written.map(value => poolOf(model, value)).filter(pool => pool !== undefined))];
}

export const names = (value: Json | undefined): readonly string[] =>
  list(value)
    .map(text)
    .filter(item => item !== undefined);
