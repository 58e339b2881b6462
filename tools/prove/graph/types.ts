import type { Json } from '../json';
import type { Resource } from '../model';

/** The graph a proof walks: from an entry point on the internet, through hops, to a route and the function behind it. */

/** A place in a template: evidence for what stands there, or the place where something is missing. */
export interface Where {
  readonly resource: Resource;
  /** Property path below `Properties`: `MutualTlsAuthentication.TruststoreVersion`. */
  readonly property?: string;
}

/** One hop that a request passes before the API itself. The first hop of a path is its entry point. */
export type Hop = CloudFrontHop | DomainHop | DefaultEndpointHop | FunctionUrlHop | LoadBalancerHop;

export interface CloudFrontHop {
  readonly kind: 'cloudfront';
  readonly where: Where;
  readonly distribution: Readonly<Record<string, Json>>;
  /** The behaviour that takes the path, and the origin it forwards to. */
  readonly behaviour: Readonly<Record<string, Json>>;
  readonly behaviourPath: string;
  readonly origin: Readonly<Record<string, Json>>;
  readonly originPath: string;
}

export interface DomainHop {
  readonly kind: 'domain';
  readonly where: Where;
  readonly name: string;
  readonly properties: Readonly<Record<string, Json>>;
  /** The mapping or routing rule that leads from the domain to the stage. */
  readonly mapping: Where;
  /** What the mapping puts before the API's own paths, without slashes; '' for nothing. */
  readonly basePath: string;
}

/** `https://<api>.execute-api.<region>.amazonaws.com`. */
interface DefaultEndpointHop {
  readonly kind: 'default-endpoint';
  readonly where: Where;
}

export interface FunctionUrlHop {
  readonly kind: 'function-url';
  readonly where: Where;
  readonly properties: Readonly<Record<string, Json>>;
}

export interface LoadBalancerHop {
  readonly kind: 'load-balancer';
  readonly where: Where;
  readonly listener: Resource;
  /** Of the listener. */
  readonly properties: Readonly<Record<string, Json>>;
}

export interface Api {
  readonly kind: 'http' | 'rest' | 'function-url' | 'load-balancer';
  readonly where: Where;
  /** A name for people: the API's Name, or its logical id. */
  readonly name: string;
  readonly stages: readonly Stage[];
  readonly routes: readonly Route[];
}

export interface Stage {
  readonly where: Where;
  readonly name: string;
  readonly properties: Readonly<Record<string, Json>>;
}

export interface Route {
  /** `GET /accounts/{accountId}`, `ANY /{proxy+}`, `$default`. */
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly where: Where;
  readonly authorization: Authorization;
  readonly integration: Integration;
  /** Written on the route's metadata (`portcullis:public`): nobody needs a token here, and this is why. */
  readonly publicReason?: string;
  /** Written likewise (`portcullis:no-certificate`): callers have no client certificate here yet, and this is why. */
  readonly noCertificateReason?: string;
  /** It stands for routes that nobody can read from these templates, and this is why. */
  readonly unread?: string;
}

export interface Authorization {
  readonly kind: 'none' | 'jwt' | 'cognito' | 'lambda' | 'iam' | 'unknown';
  /** Where the decision stands, or would. */
  readonly where: Where;
  readonly authorizer?: Where & { readonly properties: Readonly<Record<string, Json>> };
  /** Scopes the route asks for; `unknown` when the templates do not say. */
  readonly scopes: readonly string[] | 'unknown';
  /** An API key is asked for: it meters, and never authorizes. */
  readonly apiKey: boolean;
  /** Why the kind is unknown. */
  readonly reason?: string;
}

export interface Integration {
  readonly kind: 'function' | 'http' | 'mock' | 'aws' | 'none' | 'unknown';
  readonly where: Where;
  readonly function?: Resource;
  readonly reason?: string;
}

/** One way from the internet to a function: hops, stage, route. */
export interface Path {
  readonly hops: readonly Hop[];
  readonly api: Api;
  readonly stage: Stage | undefined;
  readonly route: Route;
  /** Why nobody can tell from these templates whether this way is there. What it lacks is then unproven, not a gap. */
  readonly doubt?: string;
}

/** A route to which no way in is known: its API or its domain is in none of the templates. Never a pass. */
export interface Unreached {
  readonly route: Route;
  /** A name for people. */
  readonly api: string;
  readonly reason: string;
}

/** An entry point that the proof does not follow, said so that nobody takes silence for safety. */
export interface NotModelled {
  readonly where: Where;
  readonly what: string;
  /** Whether anyone on the internet gets there; a private API is told apart, and no doubt about the rest. */
  readonly reached: boolean;
}

export interface Graph {
  readonly paths: readonly Path[];
  readonly apis: readonly Api[];
  readonly unreached: readonly Unreached[];
  readonly notModelled: readonly NotModelled[];
}
