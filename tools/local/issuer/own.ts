import * as z from 'zod';
import { LocalError, type Assembly } from '../types';
import type { AppSettings, OwnClaims } from './protocol';

/** An issuer that is not in the templates: what the functions were told of its tokens is all there is to know of it. */
export interface OwnIssuer {
  /** As the templates have it: an address somewhere else. */
  readonly url: string;
  /** Its path, to the last slash: the same here. */
  readonly path: string;
  readonly claims: OwnClaims;
  readonly app: AppSettings;
}

const schema = z.object({
  ISSUER: z.string().startsWith('https://'),
  AUDIENCE: z.string(),
  CLIENT_IDS: z.string(),
  SCOPE_CLAIM: z.enum(['scope', 'scp']),
  CLIENT_CLAIM: z.enum(['client_id', 'azp', 'cid', 'appid']),
  USER_CLAIM: z.enum(['sub', 'uid', 'oid']),
});

/** The issuer that the functions name, where it is none of the templates'. Throws LocalError where they name several. */
export function ownIssuerOf(assembly: Assembly): OwnIssuer | undefined {
  const told = assembly.ofType('AWS::Lambda::Function').flatMap(({ properties }) => {
    const { Variables } = (properties['Environment'] ?? {}) as { readonly Variables?: unknown };
    const { success, data } = schema.safeParse(Variables);
    return success ? [data] : [];
  });
  const [first] = told;
  if (first === undefined) return undefined;
  const urls = [...new Set(told.map(({ ISSUER }) => ISSUER))];
  if (urls.length > 1) throw new LocalError(`ISSUER of the services: got ${urls.join(', ')}; takes one`);
  const { ISSUER: url, AUDIENCE: audience, SCOPE_CLAIM: scopes, CLIENT_CLAIM: client, USER_CLAIM: user } = first;
  return {
    url,
    path: url.slice(new URL(url).origin.length),
    claims: { audience, scopes, client, user },
    app: appOf(first.CLIENT_IDS.split(',')[0] ?? '', scopesAsked(assembly)),
  };
}

/** The app is registered with the issuer, so nothing of it but its name is in the templates. */
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
