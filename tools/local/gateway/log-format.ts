import { LocalError } from '../types';
import type { ClientCert } from './client-certificate';
import { logTime } from './event';
import type { Head } from './request';
import type { Integrated } from './trace';

/** What is known of a request when it is over, whichever kind of API it came to. */
export interface Logged {
  readonly head: Pick<Head, 'id' | 'at'> & Partial<Head>;
  readonly api: { readonly accountId: string; readonly apiId: string };
  readonly status: number;
  readonly length: number;
  readonly latencyMs: number;
  readonly clientCert?: ClientCert;
  readonly claims?: Readonly<Record<string, string>>;
  readonly authorizerError?: string;
  /** API Gateway's own message, where the answer is its own. */
  readonly error?: string;
  readonly integration?: Integrated;
}

export type Variables<F> = Readonly<Record<string, (finished: F) => string | number | undefined>>;

/** `$context` variables that say the same in both kinds of API. */
export const commonVariables: Variables<Logged> = {
  accountId: ({ api }) => api.accountId,
  apiId: ({ api }) => api.apiId,
  'authorizer.error': ({ authorizerError }) => authorizerError,
  'error.message': ({ error }) => error,
  extendedRequestId: ({ head }) => head.id,
  httpMethod: ({ head }) => head.method,
  'identity.clientCert.clientCertPem': ({ clientCert }) => clientCert?.clientCertPem,
  'identity.clientCert.issuerDN': ({ clientCert }) => clientCert?.issuerDN,
  'identity.clientCert.serialNumber': ({ clientCert }) => clientCert?.serialNumber,
  'identity.clientCert.subjectDN': ({ clientCert }) => clientCert?.subjectDN,
  'identity.clientCert.validity.notAfter': ({ clientCert }) => clientCert?.validity.notAfter,
  'identity.clientCert.validity.notBefore': ({ clientCert }) => clientCert?.validity.notBefore,
  'identity.sourceIp': ({ head }) => head.sourceIp,
  'identity.userAgent': ({ head }) => head.headers?.['user-agent'],
  'integration.error': ({ integration }) => integration?.error,
  'integration.integrationStatus': ({ integration }) => integration?.status,
  'integration.latency': ({ integration }) => integration?.latencyMs,
  'integration.status': ({ integration }) => integration?.status,
  integrationErrorMessage: ({ integration }) => integration?.error,
  integrationLatency: ({ integration }) => integration?.latencyMs,
  integrationStatus: ({ integration }) => integration?.status,
  path: ({ head }) => head.segments && `/${head.segments.join('/')}`,
  protocol: ({ head }) => head.protocol,
  requestId: ({ head }) => head.id,
  requestTime: ({ head }) => logTime(head.at),
  responseLatency: ({ latencyMs }) => latencyMs,
  responseLength: ({ length }) => length,
  status: ({ status }) => status,
};

const claim = 'authorizer.claims.';

/** Compiles a text with `$context` variables. Throws LocalError that names the property and the variable it does not know. */
export function compileFormat<F extends Pick<Logged, 'claims' | 'error'>>(
  format: string,
  known: Variables<F>,
  property: string,
): (finished: F) => string {
  const parts = format.split(/\$context\.([A-Za-z][\w.]*\w)/).map((text, at): ((finished: F) => string) => {
    if (at % 2 === 0) return () => text;
    // This one brings its own quotes.
    if (text === 'error.messageString') return ({ error }) => (error === undefined ? '-' : JSON.stringify(error));
    const variable = text.startsWith(claim)
      ? ({ claims }: F) => claims?.[text.slice(claim.length)]
      : Object.hasOwn(known, text)
        ? known[text]
        : undefined;
    if (variable === undefined)
      throw new LocalError(`${property}: got $context.${text}, which the local gateway does not know`);
    return finished => escaped(variable(finished) ?? '-');
  });
  return finished => parts.map(part => part(finished)).join('');
}

/** A caller's text must end neither the value nor the line it stands in. */
const escaped = (value: string | number): string => JSON.stringify(String(value)).slice(1, -1);
