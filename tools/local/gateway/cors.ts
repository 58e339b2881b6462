import type { Answer } from './answer';
import type { Head } from './request';
import type { CorsConfig } from './template';

/** CORS of an HTTP API ("Configure CORS for HTTP APIs"): the API answers preflights itself and speaks for its functions. */
export interface Cors {
  /** The answer to a preflight; undefined where the request is none. */
  preflight(head: Head): Answer | undefined;
  /** A function's answer with the API's CORS headers in place of its own. */
  decorate(head: Head, answer: Answer): Answer;
}

export function createCors(config: CorsConfig | undefined): Cors {
  if (config === undefined) return { preflight: () => undefined, decorate: (_, answer) => answer };
  return {
    preflight({ method, headers }) {
      const { origin, 'access-control-request-method': wanted } = headers;
      if (method !== 'OPTIONS' || origin === undefined || wanted === undefined) return undefined;
      return {
        status: 204,
        headers: { ...shared(config, origin), ...preflightOnly(config, origin) },
        body: Buffer.of(),
      };
    },
    decorate({ headers: { origin } }, answer) {
      const own = Object.entries(answer.headers).filter(([name]) => !name.startsWith('access-control-'));
      return {
        ...answer,
        headers: { ...Object.fromEntries(own), ...(origin === undefined ? {} : shared(config, origin)) },
      };
    },
  };
}

function shared(config: CorsConfig, origin: string): Record<string, string> {
  const allowed = allowedOrigin(config, origin);
  if (allowed === undefined) return {};
  return {
    'access-control-allow-origin': allowed,
    ...(allowed === '*' ? {} : { vary: 'origin' }),
    ...(config.AllowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...listed('access-control-expose-headers', config.ExposeHeaders),
  };
}

function preflightOnly(config: CorsConfig, origin: string): Record<string, string> {
  if (allowedOrigin(config, origin) === undefined) return {};
  return {
    ...listed('access-control-allow-methods', config.AllowMethods),
    ...listed('access-control-allow-headers', config.AllowHeaders),
    ...(config.MaxAge === undefined ? {} : { 'access-control-max-age': String(config.MaxAge) }),
  };
}

function allowedOrigin({ AllowOrigins: origins }: CorsConfig, origin: string): string | undefined {
  if (origins.includes('*')) return '*';
  const matches = (allowed: string): boolean =>
    allowed === origin || (/^https?:\/\/\*$/.test(allowed) && origin.startsWith(allowed.slice(0, -1)));
  return origins.some(matches) ? origin : undefined;
}

const listed = (name: string, values: readonly string[]): Record<string, string> =>
  values.length === 0 ? {} : { [name]: values.join(',') };
