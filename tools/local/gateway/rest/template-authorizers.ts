import * as z from 'zod';
import { placeOf, propertiesOf, shaped } from '../../check';
import { LocalError, type World } from '../../types';

/** An authorizer; one object for all the methods that name it, so that they share its keys. */
export type AuthorizerConfig = CognitoConfig | JwtConfig;

export interface CognitoConfig {
  readonly kind: 'cognito';
  /** `iss` of the user pools whose tokens it takes. */
  readonly issuers: readonly string[];
  /** The header that carries the token, in lower case. */
  readonly header: string;
}

export interface JwtConfig {
  readonly kind: 'jwt';
  readonly issuers: readonly { readonly issuer: string; readonly audiences: readonly string[] }[];
  /** `alg` of the tokens it takes. */
  readonly algorithms: readonly string[];
  readonly header: string;
}

const common = {
  RestApiId: z.string(),
  IdentitySource: z
    .string()
    .regex(/^method\.request\.header\.[\w-]+$/, 'takes method.request.header.<name>')
    .default('method.request.header.Authorization'),
};
const schema = z.discriminatedUnion(
  'Type',
  [
    z.object({ ...common, Type: z.literal('COGNITO_USER_POOLS'), ProviderARNs: z.array(z.string()).min(1) }),
    z.object({
      ...common,
      Type: z.literal('JWT'),
      JwtConfiguration: z.strictObject({
        DefaultAlgorithms: z.array(z.string()).min(1),
        Issuers: z.array(z.strictObject({ Issuer: z.url(), Audiences: z.array(z.string()).min(1) })).min(1),
      }),
    }),
  ],
  'the local gateway takes COGNITO_USER_POOLS and JWT',
);

/** Reads the authorizers of an API, by id. */
export async function readAuthorizers(world: World, apiId: string): Promise<ReadonlyMap<string, AuthorizerConfig>> {
  const found = new Map<string, AuthorizerConfig>();
  for (const resource of world.assembly.ofType('AWS::ApiGateway::Authorizer')) {
    const used = propertiesOf(resource, {
      honoured: ['RestApiId', 'Type', 'IdentitySource', 'ProviderARNs', 'JwtConfiguration'],
      withoutEffect: ['AuthType', 'Name'],
    });
    const properties = shaped(resource, schema, await world.resolve(resource.stack, used));
    if (properties.RestApiId !== apiId) continue;
    const header = properties.IdentitySource.slice('method.request.header.'.length).toLowerCase();
    const { ref } = await world.live(resource);
    if (properties.Type === 'JWT') {
      const { DefaultAlgorithms: algorithms, Issuers } = properties.JwtConfiguration;
      const issuers = Issuers.map(({ Issuer: issuer, Audiences: audiences }) => ({ issuer, audiences }));
      found.set(ref, { kind: 'jwt', issuers, algorithms, header });
    } else {
      const pools = properties.ProviderARNs.map(arn => issuerOf(world, arn, placeOf(resource)));
      found.set(ref, { kind: 'cognito', issuers: await Promise.all(pools), header });
    }
  }
  return found;
}

async function issuerOf(world: World, arn: string, place: string): Promise<string> {
  const pool = world.byIdentity(arn);
  if (pool?.type !== 'AWS::Cognito::UserPool')
    throw new LocalError(
      `${place}: ProviderARNs: got ${arn}, takes the Arn of an AWS::Cognito::UserPool of these templates`,
    );
  return String((await world.live(pool)).attributes['ProviderURL']);
}
