import * as z from 'zod';
import { placeOf, propertiesOf, shaped } from '../../check';
import { LocalError, type World } from '../../types';

/** A Cognito authorizer; one object for all the methods that name it, so that they share its keys. */
export interface CognitoConfig {
  /** `iss` of the user pools whose tokens it takes. */
  readonly issuers: readonly string[];
  /** The header that carries the token, in lower case. */
  readonly header: string;
}

const schema = z.object({
  RestApiId: z.string(),
  Type: z.literal('COGNITO_USER_POOLS', 'the local gateway takes COGNITO_USER_POOLS'),
  IdentitySource: z
    .string()
    .regex(/^method\.request\.header\.[\w-]+$/, 'takes method.request.header.<name>')
    .default('method.request.header.Authorization'),
  ProviderARNs: z.array(z.string()).min(1),
});

/** Reads the authorizers of an API, by id. */
export async function readAuthorizers(world: World, apiId: string): Promise<ReadonlyMap<string, CognitoConfig>> {
  const found = new Map<string, CognitoConfig>();
  for (const resource of world.assembly.ofType('AWS::ApiGateway::Authorizer')) {
    const used = propertiesOf(resource, { honoured: Object.keys(schema.shape), withoutEffect: ['AuthType', 'Name'] });
    const properties = shaped(resource, schema, await world.resolve(resource.stack, used));
    if (properties.RestApiId !== apiId) continue;
    found.set((await world.live(resource)).ref, {
      issuers: await Promise.all(properties.ProviderARNs.map(arn => issuerOf(world, arn, placeOf(resource)))),
      header: properties.IdentitySource.slice('method.request.header.'.length).toLowerCase(),
    });
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
