import type { Json } from '../json';
import { at, list, text, truthy } from '../graph/lookups';
import type { Path, Where } from '../graph/types';
import { unknownIn } from '../marks';
import { stands, unproven, weak, type Rule, type Verdict } from '../rule';

/** A Lambda authorizer's decision is kept for the caller it was made for. */
export const authLambdaCache: Rule = {
  id: 'auth/lambda-cache',
  layer: 'auth',
  reason:
    'A decision is cached under the identity sources alone. What they leave out (the token, the certificate, the route) is not looked at again until the cache runs out: one allowed caller lets in the next.',
  fix: 'Name the token in the identity source (and the certificate, behind mutual TLS; and $context.routeKey, where an HTTP API uses simple responses), or set AuthorizerResultTtlInSeconds to 0.',
  check(path) {
    const { authorization } = path.route;
    const { kind, authorizer } = authorization;
    if (kind !== 'lambda' || authorizer === undefined || path.route.method === 'OPTIONS') return [];
    const written = authorizer.properties;
    const [ttlName, sourceName] = ['AuthorizerResultTtlInSeconds', 'IdentitySource'] as const;
    const place = (name: string): Where => ({
      resource: authorizer.resource,
      property: [authorizer.property, name].filter(Boolean).join('.'),
    });
    const reason = unknownIn(written[ttlName]) ?? unknownIn(written[sourceName]);
    if (reason !== undefined) return [unproven(place(ttlName), reason)];
    // REST APIs keep decisions for 300 seconds unless told otherwise, HTTP APIs only if they are told to.
    const ttl = Number(written[ttlName] ?? (path.api.kind === 'rest' ? 300 : 0));
    if (ttl === 0) return [stands(place(ttlName), 'decisions are not cached')];
    const sources = sourcesIn(written[sourceName]);
    return [judge(place(sourceName), sources, path, written)];
  },
};

/** A list in HTTP APIs, a text with commas in REST APIs and OpenAPI bodies. */
function sourcesIn(value: Json | undefined): readonly string[] {
  const written = typeof value === 'string' ? value.split(',') : list(value).map(item => text(item) ?? '');
  return written.map(source => source.trim().toLowerCase()).filter(source => source !== '');
}

function judge(where: Where, sources: readonly string[], path: Path, written: Readonly<Record<string, Json>>): Verdict {
  if (!sources.some(carriesSecret)) return weak(where, 'the cached decision does not hang on what the caller shows');
  if (asksForCertificate(path) && !sources.some(source => source.includes('cert')))
    return weak(where, 'the cached decision does not hang on the certificate');
  const simple = truthy(written['EnableSimpleResponses']);
  if (path.api.kind === 'http' && simple && !sources.some(source => source.includes('context.routekey')))
    return weak(where, 'a decision made for one route is used for every other');
  return stands(where, sources.join(', '));
}

/** What the caller sends, and not what everybody sends alike or CloudFront writes. */
const common = /\.(?:host|user-agent|accept[\w-]*|content-[\w-]+|origin|referer|x-forwarded-[\w-]+|via|x-amz-cf-id)$/;
const carriesSecret = (source: string): boolean =>
  /request\.(?:header|querystring|cookie)/.test(source) && !common.test(source);

function asksForCertificate({ hops: [entry] }: Path): boolean {
  if (entry?.kind === 'cloudfront') return at(entry.distribution, 'ViewerMtlsConfig') !== undefined;
  return entry?.kind === 'domain' && at(entry.properties, 'MutualTlsAuthentication') !== undefined;
}
