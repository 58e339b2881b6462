/** One row of the route table: what the gateway provisions and what the guard enforces, from one place. */

interface Throttle {
  /** Steady requests per second, shared by all callers of the route. */
  readonly rate: number;
  /** Size of the token bucket: how many requests may arrive at once. */
  readonly burst: number;
}

/** Who calls: apps from a store, managed devices, or the systems of partners. */
export type Profile = 'consumer' | 'managed' | 'partner';
/** What stands in front of the services: CloudFront, or a regional API alone. */
export type Ingress = 'edge' | 'regional';

interface RouteBase {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** API Gateway path, parameters in braces: `/accounts/{accountId}`. */
  readonly path: `/${string}`;
  /** The verb of the policy language and the name of the handler. */
  readonly action: string;
  readonly throttle: Throttle;
  /** `false`: none, although it is a POST, PUT or PATCH. Of the others a REST API wants a JSON object before it calls the service. */
  readonly body?: false;
  /** Profiles that have the route; absent: all. */
  readonly profiles?: readonly Profile[];
  /** Ingresses that have the route; absent: both. */
  readonly ingresses?: readonly Ingress[];
  /** The door it is reached through; absent: the API's. Through `enrol` come devices that have no certificate yet. */
  readonly door?: 'enrol';
  /**
   * `required`: a token is taken only with a proof that the caller holds the key of the session (DPoP, RFC 9449), or with the
   * certificate it is bound to.
   * `registers`: with a proof of any key, which the operation then ties to the session.
   */
  readonly proof?: 'required' | 'registers';
  /**
   * What keeps the row's change from being made twice. Absent: the guard's own record of it. `service`: a record that the
   * service writes in the same transaction as the change. `method`: PUT and DELETE, where twice is once.
   */
  readonly once?: { readonly by: 'service' | 'method'; readonly reason: string };
}

interface ScopedRoute extends RouteBase {
  /** Scope within the resource server, without its prefix: `accounts.read`. */
  readonly scope: string;
}

/** A route that needs no token. Only an explicit `null` and a written reason make one. */
export interface PublicRoute extends RouteBase {
  readonly auth: null;
  readonly reason: string;
}

export type Route = ScopedRoute | PublicRoute;

export const isPublic = (route: Route): route is PublicRoute => 'auth' in route;

/** Does the guard itself see to it that this is done once? GET is the one safe method there is (RFC 9110, section 9.2.1). */
export const isRecorded = ({ method, once }: Pick<RouteBase, 'method' | 'once'>): boolean =>
  method !== 'GET' && once === undefined;

/** Does the request carry a body? */
export const hasBody = ({ method, body }: Pick<RouteBase, 'method' | 'body'>): boolean =>
  ['POST', 'PUT', 'PATCH'].includes(method) && body !== false;

/** The key API Gateway gives the route: `GET /accounts/{accountId}`. */
export const routeKey = ({ method, path }: Pick<RouteBase, 'method' | 'path'>): string => `${method} ${path}`;

/**
 * What a page of another origin needs to ask, and needs of an answer beside its body: to prove again, to wait, to find the new thing, to
 * report. Said by the gateway, or by the guard where a REST API cannot.
 */
export const crossOriginHeaders = {
  asked: ['authorization', 'content-type', 'dpop', 'idempotency-key'],
  exposed: ['dpop-nonce', 'idempotency-replayed', 'location', 'retry-after', 'www-authenticate', 'x-correlation-id'],
} as const;

/** Whether this profile behind this ingress has the route. */
export const isServed = (
  { profiles, ingresses }: Pick<RouteBase, 'profiles' | 'ingresses'>,
  profile: Profile,
  ingress: Ingress,
): boolean => (profiles?.includes(profile) ?? true) && (ingresses?.includes(ingress) ?? true);
