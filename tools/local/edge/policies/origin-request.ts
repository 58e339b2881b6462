import * as z from 'zod';
import { LocalError } from '../../types';
import { check, unread } from '../../check';
import { cookies, queryArguments, type Headers } from '../../waf/request';

/** What of a viewer's request the origin is shown. */
export interface OriginRequestPolicy {
  headers(viewer: Headers): Headers;
  query(query: string | undefined): string | undefined;
  /** Headers CloudFront makes itself and adds because the policy lists them, lower-case. */
  readonly added: readonly string[];
}

const list = z.array(z.string()).default([]);
const schema = z.strictObject({
  OriginRequestPolicyConfig: z.strictObject({
    Name: z.string(),
    Comment: unread,
    HeadersConfig: z.strictObject({
      HeaderBehavior: z.enum(['none', 'whitelist', 'allViewer', 'allViewerAndWhitelistCloudFront', 'allExcept']),
      Headers: list,
    }),
    CookiesConfig: z.strictObject({ CookieBehavior: z.enum(['none', 'whitelist', 'all', 'allExcept']), Cookies: list }),
    QueryStringsConfig: z.strictObject({
      QueryStringBehavior: z.enum(['none', 'whitelist', 'all', 'allExcept']),
      QueryStrings: list,
    }),
  }),
});

interface Choice {
  readonly behavior: string;
  readonly names: readonly string[];
}

interface Choices {
  readonly headers: Choice;
  readonly cookies: Choice;
  readonly query: Choice;
}

const all: Choice = { behavior: 'all', names: [] };
const none: Choice = { behavior: 'none', names: [] };
const only = (...names: string[]): Choice => ({ behavior: 'whitelist', names });

/** AWS's managed policies: CloudFront developer guide, "Use managed origin request policies". */
const managed: Readonly<Record<string, Choices>> = {
  // AllViewer
  '216adef6-5c7f-47e4-b989-5492eafa07d3': { headers: { behavior: 'allViewer', names: [] }, cookies: all, query: all },
  // AllViewerExceptHostHeader
  'b689b0a8-53d0-40ab-baf2-68738e2966ac': {
    headers: { behavior: 'allExcept', names: ['host'] },
    cookies: all,
    query: all,
  },
  // CORS-CustomOrigin
  '59781a5b-3903-41f3-afcb-af62929ccde1': { headers: only('origin'), cookies: none, query: none },
  // UserAgentRefererHeaders
  'acba4595-bd28-49b8-b9fe-13317c0390fa': { headers: only('user-agent', 'referer'), cookies: none, query: none },
  // HostHeaderOnly
  'bf0718e1-ba1e-49d1-88b1-f726733018ae': { headers: only('host'), cookies: none, query: none },
};

/** Without a policy the origin sees the path and the body, and no header, cookie or query string of the viewer. */
export const nothingOfTheViewer: OriginRequestPolicy = compile({ headers: none, cookies: none, query: none });

export function managedOriginRequestPolicy(id: string): OriginRequestPolicy {
  const choices = managed[id];
  if (choices === undefined)
    throw new LocalError(
      `OriginRequestPolicyId: got ${id}, takes a policy of these templates or one of: ${Object.keys(managed).join(', ')}`,
    );
  return compile(choices);
}

/** Compiles an `AWS::CloudFront::OriginRequestPolicy`, properties resolved. */
export function originRequestPolicy(properties: unknown): OriginRequestPolicy {
  const { HeadersConfig, CookiesConfig, QueryStringsConfig } = check(
    'AWS::CloudFront::OriginRequestPolicy',
    schema,
    properties,
  ).OriginRequestPolicyConfig;
  return compile({
    headers: { behavior: HeadersConfig.HeaderBehavior, names: HeadersConfig.Headers },
    cookies: { behavior: CookiesConfig.CookieBehavior, names: CookiesConfig.Cookies },
    query: { behavior: QueryStringsConfig.QueryStringBehavior, names: QueryStringsConfig.QueryStrings },
  });
}

function compile({ headers, cookies: cookie, query }: Choices): OriginRequestPolicy {
  const listed = headers.names.map(name => name.toLowerCase());
  const added = listed.filter(name => name.startsWith('cloudfront-'));
  const wantsHeader = chooses({ behavior: headers.behavior, names: listed });
  const wantsCookie = chooses(cookie);
  const wantsArgument = chooses(query);
  return {
    added: headers.behavior === 'allExcept' ? [] : added,
    headers(viewer) {
      const kept = viewer.filter(([name]) => name !== 'cookie' && (wantsHeader(name) || always.has(name)));
      const crumbs = cookies(viewer).filter(([name]) => wantsCookie(name));
      if (crumbs.length === 0) return kept;
      return [...kept, ['cookie', crumbs.map(([name, value]) => `${name}=${value}`).join('; ')]];
    },
    query(text) {
      if (query.behavior === 'all' || text === undefined) return text;
      const kept = queryArguments(text).filter(([name]) => wantsArgument(name));
      return kept.length === 0 ? undefined : kept.map(([name, value]) => `${name}=${value}`).join('&');
    },
  };
}

/** What describes the body goes with the body. */
const always = new Set(['content-type', 'content-length', 'content-encoding']);

function chooses({ behavior, names }: Choice): (name: string) => boolean {
  const listed = new Set(names);
  switch (behavior) {
    case 'none':
      return () => false;
    case 'whitelist':
      return name => listed.has(name);
    case 'allExcept':
      return name => !listed.has(name);
    default:
      return () => true;
  }
}
