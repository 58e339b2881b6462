import * as z from 'zod';
import { LocalError, type Assembly } from '../types';
import type { AppSettings, OwnClaims } from './protocol';
import { toldOf } from '../system';
import type { NamedClient } from './template';

/** An issuer that is not in the templates: what the functions were told of its tokens is all there is to know of it. */
export interface OwnIssuer {
  /** As the templates have it: an address somewhere else. */
  readonly url: string;
  /** Its path, to the last slash: the same here. */
  readonly path: string;
  readonly claims: OwnClaims;
  /** Nothing of them but their ids is in the templates: the first app, or every system. */
  readonly clients: readonly NamedClient[];
}

const schema = z.object({
  PROFILE: z.string(),
  ISSUER: z.string().startsWith('https://'),
  AUDIENCE: z.string(),
  CLIENT_IDS: z.string(),
  SCOPE_CLAIM: z.enum(['scope', 'scp']),
  CLIENT_CLAIM: z.enum(['client_id', 'azp', 'cid', 'appid']),
  USER_CLAIM: z.enum(['sub', 'uid', 'oid']),
});

/** The issuer that the functions name, where it is none of the templates'. Throws LocalError where they name several. */
export function ownIssuerOf(assembly: Assembly, newSecret: () => string): OwnIssuer | undefined {
  const told = toldOf(assembly).flatMap(({ variables }) => {
    const { success, data } = schema.safeParse(variables);
    return success ? [data] : [];
  });
  const [first] = told;
  if (first === undefined) return undefined;
  const urls = [...new Set(told.map(({ ISSUER }) => ISSUER))];
  if (urls.length > 1) throw new LocalError(`ISSUER of the services: got ${urls.join(', ')}; takes one`);
  const {
    PROFILE,
    CLIENT_IDS,
    ISSUER: url,
    AUDIENCE: audience,
    SCOPE_CLAIM: scopes,
    CLIENT_CLAIM: client,
    USER_CLAIM: user,
  } = first;
  const ids = CLIENT_IDS.split(',');
  const apiScopes = scopesAsked(assembly.unedited);
  return {
    url,
    path: url.slice(new URL(url).origin.length),
    claims: { audience, scopes, client, user },
    clients:
      PROFILE === 'partner'
        ? ids.map((id, at) => systemOf(id, at, apiScopes, newSecret()))
        : [appOf(ids[0] ?? '', apiScopes)],
  };
}

const appOf = (clientId: string, apiScopes: readonly string[]): AppSettings => ({
  kind: 'app',
  clientId,
  callbackUrls: ['https://app.example.com/signed-in'],
  scopes: ['openid', ...apiScopes],
  accessTokenSeconds: 300,
  idTokenSeconds: 300,
  refreshTokenSeconds: 30 * 86_400,
  rotatesRefreshTokens: true,
});

/** A partner's system, with every scope: which of them it has is the issuer's to say. */
const systemOf = (clientId: string, index: number, scopes: readonly string[], secret: string): NamedClient => ({
  kind: 'machine',
  clientId,
  name: `partner-${index + 1}`,
  secret,
  scopes,
  accessTokenSeconds: 300,
});

function scopesAsked(assembly: Assembly): readonly string[] {
  const routes = ['AWS::ApiGatewayV2::Route', 'AWS::ApiGateway::Method'].flatMap(type => assembly.ofType(type));
  const asked = routes.flatMap(({ properties }) => properties['AuthorizationScopes'] ?? []);
  return [...new Set(asked.filter(scope => typeof scope === 'string'))].sort();
}

/** The templates as if the issuer had always been here: its address wherever the other stood. */
export function movedHere(assembly: Assembly, from: string, to: string): Assembly {
  return assembly.edited(stacks => {
    for (const { template } of stacks)
      for (const resource of Object.values(template.Resources))
        resource.Properties = replaced(resource.Properties, from, to) as typeof resource.Properties;
  });
}

function replaced(value: unknown, from: string, to: string): unknown {
  if (value === from) return to;
  if (Array.isArray(value)) return value.map(item => replaced(item, from, to));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaced(item, from, to)]));
}
