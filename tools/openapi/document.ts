import * as z from 'zod';
import type { Config } from '../../lib/config';
import { discoveryUri } from '../../lambda/guard/keys';
import { routesOf, scopesOf } from '../../lib/routes';
import { contractOf } from './contracts';
import { answersElsewhere, operationOf, type Json } from './operation';
import type { Surroundings } from './problems';

/** RFC 9457 and two members of ours. */
export const problem = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string().describe('For people; it may change.'),
  code: z.string().describe('For programs; it does not change.'),
  errors: z
    .array(z.object({ field: z.string(), got: z.string().optional(), takes: z.string() }))
    .describe('The fields that were not taken.')
    .optional(),
});

/** Where a REST API has one answer for a whole class of errors, it cannot say which of their statuses it is. */
const problemsAt = (ingress: Config['ingress']): z.ZodType =>
  ingress === 'regional' ? problem.partial({ status: true }) : problem;

/** What API Gateway answers by itself. */
const message = z.object({ message: z.string().nullable() });

/** What an API is asked and answers: every route that the set-up provisions, from the schemas that its services parse with. */
export function described(setup: Surroundings): { readonly paths: Json; readonly components: Json } {
  const paths: Record<string, Record<string, Json>> = {};
  for (const row of routesOf(setup)) {
    const item = (paths[row.path] ??= {});
    item[row.method.toLowerCase()] = operationOf({ row, contract: contractOf(row) }, setup);
  }
  return {
    paths,
    components: {
      schemas: { Problem: plain(problemsAt(setup.ingress)), Message: plain(message) },
      responses: answersElsewhere(setup),
      headers,
    },
  };
}

/** docs/openapi.json of an environment. */
export function document(config: Config): Json {
  const { profile, ingress } = config;
  const appLinks = 'appLinks' in config ? config.appLinks : undefined;
  const { paths, components } = described({
    profile,
    ingress,
    appLinks,
    resourceServer: config.identity.resourceServer,
    issuer: config.identity.kind,
  });
  return {
    openapi: '3.1.1',
    info: {
      title: `${config.name}, ${profile}`,
      version: '1',
      description:
        'Written by `npm run docs` from the schemas of the services; do not edit. What any other path or method is answered stands under components/responses.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: `https://${config.domain.name}` }],
    paths,
    components: { securitySchemes: schemes(config), ...components },
  };
}

function plain(schema: z.ZodType): Json {
  const { $schema: _dialect, additionalProperties: _closed, ...rest } = z.toJSONSchema(schema) as Json;
  return rest;
}

const headers: Json = {
  'dpop-nonce': { description: 'For the next proof (RFC 9449, section 8).', schema: { type: 'string' } },
  'x-content-type-options': { description: 'No guessing of types.', schema: { type: 'string', const: 'nosniff' } },
  'x-correlation-id': {
    description: 'The name of this request in the logs of every layer.',
    schema: { type: 'string' },
  },
  'cache-control': { description: 'No cache may keep an answer.', schema: { type: 'string', const: 'no-store' } },
  'retry-after': { description: 'Seconds to wait.', schema: { type: 'string', pattern: '^[0-9]+$' } },
  'www-authenticate': {
    description: 'How to authenticate (RFC 6750), or how strongly and recently (RFC 9470).',
    schema: { type: 'string' },
  },
};

function schemes(config: Config): Json {
  const { profile, region, identity } = config;
  const certificate =
    profile === 'consumer'
      ? {}
      : {
          clientCertificate: { type: 'mutualTLS', description: 'A certificate registered to the caller of the token.' },
        };
  const description = 'An access token: Authorization: Bearer. People sign in with PKCE.';
  if (identity.kind === 'jwt')
    return {
      tokens: { type: 'openIdConnect', description, openIdConnectUrl: discoveryUri(identity.issuer) },
      ...certificate,
    };
  const host = `https://${identity.domainPrefix}.auth.${region}.amazoncognito.com`;
  const scopes = Object.fromEntries(
    scopesOf(config).map(scope => [`${identity.resourceServer}/${scope}`, scope.replace('.', ', to ')]),
  );
  const people = {
    authorizationCode: { authorizationUrl: `${host}/oauth2/authorize`, tokenUrl: `${host}/oauth2/token`, scopes },
  };
  const systems = { clientCredentials: { tokenUrl: `${host}/oauth2/token`, scopes } };
  return {
    tokens: {
      type: 'oauth2',
      description,
      flows: profile === 'partner' ? systems : people,
    },
    ...certificate,
  };
}
