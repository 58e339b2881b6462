import type { Json } from '../../json';
import type { Written } from './written';

/** What the events of functions and state machines ask of one API. */
export interface ApiBody {
  readonly kind: 'rest' | 'http';
  readonly operations: Operation[];
}

export interface Operation {
  readonly path: string;
  readonly method: string;
  readonly auth: Written;
  readonly integration: Written;
  /** The event it is written in, for evidence. */
  readonly event: { readonly of: string; readonly name: string };
  /** It is there when its function is. */
  readonly condition?: string;
  /** Throttles of an HTTP API's route, which SAM takes in the event. */
  readonly routeSettings?: Json;
}

export function bodyOf(bodies: Map<string, ApiBody>, api: string, kind: ApiBody['kind']): ApiBody {
  const found = bodies.get(api) ?? { kind, operations: [] };
  bodies.set(api, found);
  return found;
}

/** SAM takes `any` and OpenAPI's word for it alike. */
export const methodOf = (written: Json | undefined): string => {
  const method = typeof written === 'string' ? written.toUpperCase() : 'ANY';
  return method === 'X-AMAZON-APIGATEWAY-ANY-METHOD' ? 'ANY' : method;
};

/** `GET /orders`, as API Gateway names the route of an HTTP API. */
export const routeKeyOf = ({ method, path }: Operation): string =>
  path === '/$default' ? '$default' : `${method} ${path}`;
