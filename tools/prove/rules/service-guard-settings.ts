import type { Json } from '../json';
import { authorities } from '../facts/authorities';
import { guardOf, guardSettings } from '../facts/guard';
import { many } from '../facts/policy-document';
import { attachedTo, rulesOf } from '../facts/web-acl';
import { at, objects } from '../graph/lookups';
import type { CloudFrontHop, DomainHop, Path, Where } from '../graph/types';
import { mentions, target, unknownIn } from '../marks';
import { stands, unproven, weak, type Context, type Rule, type Verdict } from '../rule';
import { asText } from '../values';

/** Our guard is set up for the very API that stands before it. Says nothing about functions without it. */
export const serviceGuardSettings: Rule = {
  id: 'service/guard-settings',
  layer: 'service',
  reason:
    'The guard trusts what its environment names. Where that is another issuer or another CA than the gateway asks for, one of the two lets in whom the other would refuse.',
  fix: "Give the function the authorizer's issuer and audience, the resource server of the route's scopes, the authorities in the domain's truststore, the identity in the edge's certificate, and a body limit no wider than the web ACL's.",
  check(path, context) {
    const fn = path.route.integration.function;
    const guard = guardOf(context.model, fn);
    if (fn === undefined || guard === undefined) return [];
    const found = guardSettings.flatMap(name => {
      const where = { resource: fn, property: `Environment.Variables.${name}` };
      const value = guard[name];
      if (value === undefined || value === '') return [weak(where, 'is not set')];
      const reason = unknownIn(value);
      return reason === undefined ? checks[name](where, value, path, context) : [unproven(where, reason)];
    });
    return found.length > 0
      ? found
      : [stands({ resource: fn, property: 'Environment.Variables' }, 'agree with the API')];
  },
};

type Check = (where: Where, value: Json, path: Path, context: Context) => readonly Verdict[];

const checks: Readonly<Record<(typeof guardSettings)[number], Check>> = {
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
  CLIENT_IDS(where, value, { route: { authorization } }) {
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
