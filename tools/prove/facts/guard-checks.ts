import { at, objects } from '../graph/lookups';
import type { CloudFrontHop, DomainHop, Hop, Path, Where } from '../graph/types';
import type { Json } from '../json';
import { mentions, target } from '../marks';
import { unproven, weak, type Context, type Verdict } from '../rule';
import { asText } from '../values';
import { authorities } from './authorities';
import { environmentOf, type GuardSetting } from './guard';
import { many } from './policy-document';
import { attachedTo, rulesOf } from './web-acl';

/** What one setting has to agree with; no verdict: it does. */
type Check = (where: Where, value: Json, path: Path, context: Context) => readonly Verdict[];

const table = 'AWS::DynamoDB::Table';

/** Where it is a table of these templates, other rules look at who may write it. */
const isNamed: Check = (where, value, _, { model }) =>
  mentions(model, value).some(({ type }) => type === table) ||
  model.ofType(table).some(one => model.properties(one)['TableName'] === value)
    ? []
    : [unproven(where, 'names a table that is in none of the templates given')];

const oneOf =
  (...known: readonly string[]): Check =>
  (where, value) =>
    known.includes(asText(value)) ? [] : [weak(where, `is none of ${known.join(', ')}`)];

/** What an authorizer takes as `aud`: an HTTP API has one issuer, a REST API a list. */
const audiencesOf = (authorizer: Readonly<Record<string, Json>> | undefined): readonly string[] =>
  [
    ...many(at(authorizer, 'JwtConfiguration.Audience')),
    ...objects(at(authorizer, 'JwtConfiguration.Issuers')).flatMap(one => many(one['Audiences'])),
  ].map(asText);

/** Each setting of our guard, held against the API before it. */
export const guardChecks: Readonly<Record<GuardSetting, Check>> = {
  PROFILE: (where, value, { hops: [entry] }) =>
    value === 'consumer' && asksForCertificate(entry)
      ? [weak(where, 'asks for no certificate, though the way in does: one of them is as good as another')]
      : [],
  INGRESS(where, value, { hops }) {
    const behind = hops.some(({ kind }) => kind === 'cloudfront') ? 'edge' : 'regional';
    return value === behind ? [] : [weak(where, `is ${asText(value)}, on a way that is ${behind}`)];
  },
  PUBLIC_ORIGIN(where, value, { hops: [entry] }) {
    const called = namesOf(entry);
    return called.length === 0 || called.some(name => `https://${name}` === asText(value))
      ? []
      : [
          weak(
            where,
            `is ${asText(value)}, and clients call ${called.join(', ')}: proofs made for another host are taken`,
          ),
        ];
  },
  CERTIFICATES_TABLE: isNamed,
  REVOCATIONS_TABLE: isNamed,
  ISSUER(where, value, { route: { authorization } }, { model }) {
    const authorizer = authorization.authorizer?.properties;
    const issuers =
      authorization.kind === 'cognito'
        ? many(authorizer?.['ProviderARNs'])
        : [
            at(authorizer, 'JwtConfiguration.Issuer'),
            ...objects(at(authorizer, 'JwtConfiguration.Issuers')).map(one => one['Issuer']),
          ];
    const known = issuers.filter(issuer => issuer !== undefined);
    if (known.length === 0) return [];
    const [pool] = mentions(model, value);
    const agrees = known.some(
      issuer =>
        issuer === value || (pool !== undefined && target(model, issuer) === pool && authorization.kind === 'cognito'),
    );
    return agrees ? [] : [weak(where, 'is not the issuer that the authorizer trusts')];
  },
  AUDIENCE(where, value, { route: { authorization, integration } }, { model }) {
    const { function: fn } = integration;
    const clients = fn === undefined ? '' : asText(environmentOf(model, fn)['CLIENT_IDS']);
    if (clients.split(',').includes(asText(value)))
      return [weak(where, `is the client ${asText(value)}, and an ID token is made for a client`)];
    const named = audiencesOf(authorization.authorizer?.properties);
    return named.length === 0 || named.includes(asText(value))
      ? []
      : [weak(where, `is ${asText(value)}, and the authorizer takes tokens for ${named.join(', ')}`)];
  },
  SCOPE_CLAIM: oneOf('scope', 'scp'),
  CLIENT_CLAIM: oneOf('client_id', 'azp', 'cid', 'appid'),
  USER_CLAIM: oneOf('sub', 'uid', 'oid'),
  CLIENT_IDS(where, value, { route: { authorization, integration } }, { model }) {
    // With an audience of the API's own in every token, the authorizer leaves the clients to the guard.
    const { function: fn } = integration;
    if (fn !== undefined && 'AUDIENCE' in environmentOf(model, fn)) return [];
    const audience = many(at(authorization.authorizer?.properties, 'JwtConfiguration.Audience')).map(asText);
    const clients = asText(value).split(',');
    const stranger = clients.find(client => !audience.includes(client));
    return audience.length === 0 || stranger === undefined
      ? []
      : [weak(where, `takes client ${stranger}, which the authorizer does not`)];
  },
  RESOURCE_SERVER(where, value, { route: { authorization } }, { model, properties }) {
    const scopes = authorization.scopes === 'unknown' ? [] : authorization.scopes;
    const other = scopes.find(scope => {
      const [server] = mentions(model, scope);
      const named = server === undefined ? scope.split('/')[0] : properties(server)['Identifier'];
      return named !== value;
    });
    return other === undefined ? [] : [weak(where, `is not the resource server of ${other}`)];
  },
  ORIGIN_HOP_AUTHORITIES(where, value, { hops }, { model }) {
    const domain = hops.find((hop): hop is DomainHop => hop.kind === 'domain');
    const truststore = at(domain?.properties, 'MutualTlsAuthentication.TruststoreUri');
    if (truststore === undefined) return [];
    const keysOf = (of: Json): string => [...authorities(model, of).keys.keys()].sort().join(', ');
    const [ours, theirs] = [keysOf(value), keysOf(truststore)];
    if (ours === '') return [unproven(where, 'cannot see which authority it holds')];
    return ours === theirs ? [] : [weak(where, `holds ${ours}; the truststore of the domain holds ${theirs}`)];
  },
  ORIGIN_HOP_IDENTITY(where, value, { hops }, { model, properties }) {
    const front = hops.find((hop): hop is CloudFrontHop => hop.kind === 'cloudfront');
    const certificate = target(model, at(front?.origin, 'CustomOriginConfig.OriginMtlsConfig.ClientCertificateArn'));
    const identity = certificate === undefined ? undefined : properties(certificate)['Identity'];
    return identity === undefined || identity === value
      ? []
      : [weak(where, `is not the identity in the edge's certificate (${asText(identity)})`)];
  },
  MAX_BODY_BYTES(where, value, path, context) {
    const limit = Number(asText(value));
    if (!(limit > 0)) return [weak(where, 'is no number of bytes')];
    const acl = attachedTo(path, context)?.acl;
    const edge = (acl === undefined ? [] : (rulesOf(acl, context) ?? []))
      .map(({ statement }) => statement['SizeConstraintStatement'])
      .filter(constraint => at(constraint, 'FieldToMatch.Body') !== undefined)
      .map(constraint => Number(at(constraint, 'Size')));
    const widest = Math.min(6_291_456, ...edge.filter(size => size > 0));
    return limit <= widest ? [] : [weak(where, `takes ${limit} bytes, more than can reach it (${widest})`)];
  },
};

/** The host names that clients call; none where that is not written. */
function namesOf(entry: Hop | undefined): readonly string[] {
  if (entry?.kind === 'cloudfront')
    return many(at(entry.distribution, 'Aliases'))
      .map(asText)
      .filter(name => name !== '');
  return entry?.kind === 'domain' ? [entry.name] : [];
}

function asksForCertificate(entry: Hop | undefined): boolean {
  if (entry?.kind === 'cloudfront') return at(entry.distribution, 'ViewerMtlsConfig') !== undefined;
  return entry?.kind === 'domain' && at(entry.properties, 'MutualTlsAuthentication.TruststoreUri') !== undefined;
}
