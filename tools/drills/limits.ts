import { routeTable } from '../../lib/routes';
import { LocalError, type Assembly, type Placed } from '../local/types';
import { association } from './public';

/** The limits a flood must exceed, read from the templates. */
export interface WafLimits {
  readonly perAddress: number;
  readonly perAddressSensitive: number;
  readonly perToken: number;
}

interface RateBased {
  readonly Limit?: number;
  readonly AggregateKeyType?: string;
  readonly ScopeDownStatement?: unknown;
  readonly CustomKeys?: unknown;
}

/** Rate limits of the web ACL before the API. Throws {@link LocalError} that names the missing rule. */
export function wafLimits(assembly: Assembly): WafLimits {
  const limitOf = limitsIn(assembly);
  const scoped = ({ ScopeDownStatement }: RateBased) => ScopeDownStatement !== undefined;
  return {
    perAddress: limitOf('per address', rule => perAddress(rule) && !scoped(rule)),
    perAddressSensitive: limitOf(
      'per address on sensitive paths',
      rule => perAddress(rule) && scoped(rule) && !isPublicPath(rule),
    ),
    perToken: limitOf(
      'per token',
      rule => rule.AggregateKeyType === 'CUSTOM_KEYS' && /authorization/i.test(JSON.stringify(rule.CustomKeys)),
    ),
  };
}

/** The most an address may ask, within a window, of the paths that take no token. Throws {@link LocalError}. */
export const publicLimit = (assembly: Assembly): number =>
  limitsIn(assembly)('per address on public paths', rule => perAddress(rule) && isPublicPath(rule));

/** The most an address may ask of the enrolment door within a window. Throws {@link LocalError}. */
export const enrolmentLimit = (assembly: Assembly): number =>
  limitsIn(assembly)('per address of the enrolment host', rule => perAddress(rule) && isHost(rule));

const perAddress = ({ AggregateKeyType }: RateBased): boolean => AggregateKeyType === 'IP';
const isPublicPath = ({ ScopeDownStatement }: RateBased): boolean =>
  JSON.stringify(ScopeDownStatement ?? null).includes(association.path);

const isHost = ({ ScopeDownStatement }: RateBased): boolean =>
  /"SingleHeader":\{"Name":"host"\}/i.test(JSON.stringify(ScopeDownStatement ?? null));

function limitsIn(assembly: Assembly): (what: string, matches: (rule: RateBased) => boolean) => number {
  const rates = rateRules(assembly);
  return (what, matches) => {
    const limit = rates.find(matches)?.Limit;
    if (limit === undefined)
      throw new LocalError(`waf: no rate-based rule ${what} in the web ACL before the API; add it there`);
    return limit;
  };
}

function rateRules(assembly: Assembly): RateBased[] {
  return webAcls(assembly)
    .flatMap(({ properties }) => (properties.Rules ?? []) as { Statement?: { RateBasedStatement?: RateBased } }[])
    .flatMap(({ Statement }) => Statement?.RateBasedStatement ?? []);
}

/** The web ACLs before the API, attached or not: an edit may have detached them. Those of a user pool stand before sign-in only. */
function webAcls(assembly: Assembly): Placed[] {
  const beforeSignIn = assembly
    .ofType('AWS::WAFv2::WebACLAssociation')
    .filter(({ properties }) => !JSON.stringify(properties.ResourceArn).includes('/restapis/'));
  return assembly
    .ofType('AWS::WAFv2::WebACL')
    .filter(
      ({ stack, logicalId }) =>
        !beforeSignIn.some(
          other =>
            other.stack.name === stack.name && JSON.stringify(other.properties.WebACLArn).includes(`"${logicalId}"`),
        ),
    );
}

/** The size of a route's token bucket, from the route table: a template may have lost it, and that is what a drill finds. */
export function routeBurst(key: string): number {
  const row = routeTable.find(({ method, path }) => `${method} ${path}` === key);
  if (row === undefined) throw new LocalError(`gateway: the route table has no ${key}`);
  return row.throttle.burst;
}

/** The most the web ACL lets through of a part of the request: its smallest size constraint. Throws {@link LocalError}. */
export function sizeLimit(assembly: Assembly, part: 'Body' | 'QueryString' | 'UriPath'): number {
  const sizes = webAcls(assembly)
    .flatMap(({ properties }) => constraints(properties.Rules))
    .filter(({ FieldToMatch = {} }) => part in FieldToMatch)
    .flatMap(({ Size }) => Size ?? []);
  if (sizes.length === 0)
    throw new LocalError(`waf: no size constraint on ${part} in the web ACL before the API; add it there`);
  return Math.min(...sizes);
}

interface SizeConstraint {
  readonly Size?: number;
  readonly FieldToMatch?: object;
}

/** Size constraints wherever they stand: alone, or inside And, Or and Not. */
function constraints(value: unknown): SizeConstraint[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === 'SizeConstraintStatement' ? [inner as SizeConstraint] : constraints(inner),
  );
}
