import * as z from 'zod';
import { placeOf, propertiesOf, shaped, unread } from '../../check';
import { LocalError, type Placed, type World } from '../../types';
import type { MayInvoke } from '../permissions';
import { readAuthorizers, type AuthorizerConfig } from './template-authorizers';
import { readIntegration, type Integration } from './template-integration';
import { readValidation, type Validation } from './template-validation';

/** A method with everything it names. */
export interface MethodConfig {
  /** `GET /accounts/{accountId}`: how throttles and the router know it. */
  readonly key: string;
  readonly resourceId: string;
  readonly path: string;
  /** Absent: the method is open. */
  readonly authorizer: AuthorizerConfig | undefined;
  /** At least one of them must be in the token; none: a Cognito authorizer wants an ID token, a JWT authorizer any. */
  readonly scopes: readonly string[];
  readonly validation: Validation;
  readonly integration: Integration;
  /** The function's policy lets this API call it for this method. */
  readonly mayInvoke: boolean;
}

const schema = z.object({
  RestApiId: z.string(),
  ResourceId: z.string(),
  HttpMethod: z.string(),
  AuthorizationType: z
    .enum(['NONE', 'COGNITO_USER_POOLS', 'JWT'], 'the local gateway takes NONE, COGNITO_USER_POOLS and JWT')
    .default('NONE'),
  AuthorizerId: z.string().optional(),
  AuthorizationScopes: z.array(z.string()).default([]),
  // A key in a header is no identity, and the drills show one: a method that asked for it would pass for protected.
  ApiKeyRequired: z.literal(false, 'takes false: API keys meter, they authorize nobody').optional(),
  RequestValidatorId: z.string().optional(),
  RequestParameters: z.record(z.string(), z.boolean()).default({}),
  RequestModels: z.record(z.string(), z.string()).default({}),
  Integration: unread,
});

interface Api {
  readonly apiId: string;
  readonly resource: Placed;
  readonly mayInvoke: MayInvoke;
}

/** Reads the methods of an API. Throws LocalError that names what is not modelled or not there. */
export async function readMethods(world: World, { apiId, resource: api, mayInvoke }: Api): Promise<MethodConfig[]> {
  const paths = await readPaths(world, api);
  const authorizers = await readAuthorizers(world, apiId);
  const validation = await readValidation(world, apiId);
  const methods: MethodConfig[] = [];
  for (const resource of world.assembly.ofType('AWS::ApiGateway::Method')) {
    const used = propertiesOf(resource, {
      honoured: Object.keys(schema.shape),
      withoutEffect: ['MethodResponses', 'OperationName'],
    });
    const method = shaped(resource, schema, await world.resolve(resource.stack, used));
    if (method.RestApiId !== apiId) continue;
    const place = placeOf(resource);
    const path = paths.get(method.ResourceId);
    if (path === undefined)
      throw new LocalError(`${place}: ResourceId: no resource of the API is ${method.ResourceId}`);
    const authorizer = method.AuthorizationType === 'NONE' ? undefined : authorizers.get(method.AuthorizerId ?? '');
    if (method.AuthorizationType !== 'NONE' && authorizer === undefined)
      throw new LocalError(`${place}: AuthorizerId: no authorizer of the API is ${method.AuthorizerId ?? 'nothing'}`);
    if (authorizer !== undefined && (method.AuthorizationType === 'JWT') !== (authorizer.kind === 'jwt'))
      throw new LocalError(
        `${place}: AuthorizationType: got ${method.AuthorizationType}, takes that of its authorizer`,
      );
    const key = `${method.HttpMethod} ${path}`;
    const integration = readIntegration(place, method.Integration);
    methods.push({
      key,
      resourceId: method.ResourceId,
      path,
      authorizer,
      scopes: method.AuthorizationScopes,
      validation: validation(place, method),
      integration,
      mayInvoke: integration.kind === 'mock' || mayInvoke(integration.functionArn, key),
    });
  }
  return methods;
}

const resourceSchema = z.object({ RestApiId: z.string(), ParentId: z.string(), PathPart: z.string() });

/** Full paths by resource id; the root belongs to the API itself. */
async function readPaths(world: World, api: Placed): Promise<ReadonlyMap<string, string>> {
  const { ref: apiId, attributes } = await world.live(api);
  const root = String(attributes['RootResourceId']);
  const parts = new Map<string, { readonly parent: string; readonly part: string }>();
  for (const resource of world.assembly.ofType('AWS::ApiGateway::Resource')) {
    const used = propertiesOf(resource, { honoured: ['ParentId', 'PathPart', 'RestApiId'], withoutEffect: [] });
    const properties = shaped(resource, resourceSchema, await world.resolve(resource.stack, used));
    if (properties.RestApiId !== apiId) continue;
    parts.set((await world.live(resource)).ref, { parent: properties.ParentId, part: properties.PathPart });
  }
  const pathOf = (id: string): string => {
    const own = parts.get(id);
    if (own === undefined) return '';
    return `${pathOf(own.parent)}/${own.part}`;
  };
  return new Map([[root, '/'], ...[...parts.keys()].map((id): [string, string] => [id, pathOf(id)])]);
}
