import * as z from 'zod';
import { placeOf, propertiesOf, shaped } from '../check';
import { LocalError, type Placed, type World } from '../types';
import type { MayInvoke } from './permissions';

/** A route with everything it names. */
export interface RouteConfig {
  /** `GET /accounts/{accountId}`, `$default`. */
  readonly key: string;
  /** Absent: the route is open. */
  readonly authorizer: AuthorizerConfig | undefined;
  /** At least one of them must be in the token; none: any token of the issuer for the audience will do. */
  readonly scopes: readonly string[];
  readonly functionArn: string;
  readonly timeoutMs: number;
  /** The function's policy lets this API call it for this route. */
  readonly mayInvoke: boolean;
}

/** A JWT authorizer; one object for all the routes that name it, so that they share its keys. */
export interface AuthorizerConfig {
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly source: { readonly in: 'header' | 'querystring'; readonly name: string };
}

const routeSchema = z.object({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string().startsWith('integrations/', 'takes integrations/<id>'),
  AuthorizationType: z.enum(['NONE', 'JWT'], 'the local gateway takes NONE and JWT').default('NONE'),
  AuthorizerId: z.string().optional(),
  AuthorizationScopes: z.array(z.string()).default([]),
});

const integrationSchema = z.object({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY', 'the local gateway takes AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0', 'the local gateway takes 2.0'),
  ConnectionType: z.literal('INTERNET', 'the local gateway takes INTERNET').optional(),
  // API Gateway's own limit (HTTP API quotas).
  TimeoutInMillis: z.coerce.number().int().min(50).max(30_000).default(30_000),
});

const authorizerSchema = z.object({
  ApiId: z.string(),
  AuthorizerType: z.literal('JWT', 'the local gateway takes JWT authorizers'),
  IdentitySource: z.tuple([
    z.string().regex(/^\$request\.(?:header|querystring)\.[\w-]+$/, 'takes $request.header.<name>'),
  ]),
  JwtConfiguration: z.strictObject({ Issuer: z.url(), Audience: z.array(z.string()).min(1) }),
});

/** Reads the routes of an API. Throws LocalError that names what is not modelled or not there. */
export async function readRoutes(world: World, apiId: string, mayInvoke: MayInvoke): Promise<RouteConfig[]> {
  const integrations = await readEach(world, 'AWS::ApiGatewayV2::Integration', readIntegration);
  const authorizers = await readEach(world, 'AWS::ApiGatewayV2::Authorizer', readAuthorizer);
  const routes: RouteConfig[] = [];
  for (const resource of world.assembly.ofType('AWS::ApiGatewayV2::Route')) {
    const properties = await readRoute(resource, world);
    if (properties.ApiId !== apiId) continue;
    const {
      RouteKey: key,
      Target: target,
      AuthorizationType: type,
      AuthorizerId: id,
      AuthorizationScopes: scopes,
    } = properties;
    const integration = integrations.get(target.slice('integrations/'.length));
    if (integration === undefined) throw new LocalError(`${placeOf(resource)}: Target: no integration is ${target}`);
    const authorizer = type === 'NONE' ? undefined : authorizers.get(id ?? '');
    if (type !== 'NONE' && authorizer === undefined)
      throw new LocalError(`${placeOf(resource)}: AuthorizerId: no authorizer of the templates is ${id ?? 'nothing'}`);
    const { functionArn, timeoutMs } = integration;
    routes.push({ key, authorizer, scopes, functionArn, timeoutMs, mayInvoke: mayInvoke(functionArn, key) });
  }
  return routes;
}

async function readEach<T>(
  world: World,
  type: string,
  read: (resource: Placed, world: World) => Promise<T>,
): Promise<Map<string, T>> {
  const found = new Map<string, T>();
  for (const resource of world.assembly.ofType(type))
    found.set((await world.live(resource)).ref, await read(resource, world));
  return found;
}

async function readRoute(resource: Placed, world: World): Promise<z.output<typeof routeSchema>> {
  const used = propertiesOf(resource, {
    honoured: ['ApiId', 'AuthorizationScopes', 'AuthorizationType', 'AuthorizerId', 'RouteKey', 'Target'],
    withoutEffect: ['OperationName'],
  });
  return shaped(resource, routeSchema, await world.resolve(resource.stack, used));
}

async function readIntegration(resource: Placed, world: World): Promise<{ functionArn: string; timeoutMs: number }> {
  const used = propertiesOf(resource, {
    honoured: [
      'ApiId',
      'ConnectionType',
      'IntegrationType',
      'IntegrationUri',
      'PayloadFormatVersion',
      'TimeoutInMillis',
    ],
    // A function is always called with POST, whatever is written.
    withoutEffect: ['Description', 'IntegrationMethod'],
  });
  const properties = shaped(resource, integrationSchema, await world.resolve(resource.stack, used));
  // Either the function's ARN or the address of the Lambda API with that ARN inside.
  const [functionArn] = /arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+/.exec(properties.IntegrationUri) ?? [];
  if (functionArn === undefined)
    throw new LocalError(`${placeOf(resource)}: IntegrationUri: the local gateway takes the ARN of a Lambda function`);
  return { functionArn, timeoutMs: properties.TimeoutInMillis };
}

async function readAuthorizer(resource: Placed, world: World): Promise<AuthorizerConfig> {
  const used = propertiesOf(resource, {
    honoured: ['ApiId', 'AuthorizerType', 'IdentitySource', 'JwtConfiguration'],
    withoutEffect: ['Name'],
  });
  const properties = shaped(resource, authorizerSchema, await world.resolve(resource.stack, used));
  const [, place, name = ''] = properties.IdentitySource[0].replace('$request.', '.').split('.');
  return {
    issuer: properties.JwtConfiguration.Issuer,
    audiences: properties.JwtConfiguration.Audience,
    source: { in: place === 'header' ? 'header' : 'querystring', name },
  };
}
