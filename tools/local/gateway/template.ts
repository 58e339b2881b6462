import * as z from 'zod';
import { placeOf, propertiesOf, shaped } from '../check';
import { LocalError, type Placed, type World } from '../types';
import { readPermissions } from './permissions';
import { readRoutes, type RouteConfig } from './template-routes';

/** What the templates say about the HTTP API behind the one custom domain, resolved. */
export interface ApiConfig {
  readonly apiId: string;
  readonly accountId: string;
  readonly region: string;
  /** The `execute-api` endpoint is off. */
  readonly defaultEndpointOff: boolean;
  readonly cors: CorsConfig | undefined;
  readonly stage: StageConfig;
  readonly domain: DomainConfig;
  readonly routes: readonly RouteConfig[];
}

export interface DomainConfig {
  readonly name: string;
  readonly certificateArn: string;
  /** Absent: the domain asks for no client certificate. */
  readonly truststore: { readonly bucket: string; readonly key: string; readonly version?: string } | undefined;
}

// CloudFormation takes numbers and booleans as text too.
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform(text => text === 'true')]);
const throttle = z.strictObject({
  ThrottlingRateLimit: z.coerce.number().nonnegative().optional(),
  ThrottlingBurstLimit: z.coerce.number().int().nonnegative().optional(),
  DetailedMetricsEnabled: z.unknown().optional(),
  LoggingLevel: z.unknown().optional(),
  DataTraceEnabled: z.unknown().optional(),
});

const corsSchema = z.strictObject({
  AllowCredentials: flag.default(false),
  AllowHeaders: z.array(z.string()).default([]),
  AllowMethods: z.array(z.string()).default([]),
  AllowOrigins: z.array(z.string()).default([]),
  ExposeHeaders: z.array(z.string()).default([]),
  MaxAge: z.coerce.number().int().optional(),
});
export type CorsConfig = z.output<typeof corsSchema>;

const apiSchema = z.object({
  ProtocolType: z.literal('HTTP', 'the local gateway takes ProtocolType HTTP'),
  DisableExecuteApiEndpoint: flag.default(false),
  CorsConfiguration: corsSchema.optional(),
  RouteSelectionExpression: z.literal('$request.method $request.path').optional(),
});

const stageSchema = z.object({
  ApiId: z.string(),
  StageName: z.literal('$default', 'the local gateway takes the stage $default only'),
  DefaultRouteSettings: throttle.optional(),
  RouteSettings: z.record(z.string(), throttle).default({}),
  AccessLogSettings: z.object({ Format: z.string() }).optional(),
});
export type StageConfig = z.output<typeof stageSchema>;

const mappingSchema = z.object({ ApiId: z.string(), DomainName: z.string(), Stage: z.string() });

const truststoreUri = /^s3:\/\/([^/]+)\/(.+)$/;
const domainSchema = z.object({
  DomainName: z.string(),
  DomainNameConfigurations: z.tuple([
    z.strictObject({
      CertificateArn: z.string(),
      SecurityPolicy: z.literal('TLS_1_2', 'HTTP APIs take TLS_1_2'),
      EndpointType: z.literal('REGIONAL', 'HTTP APIs take REGIONAL').optional(),
      CertificateName: z.unknown().optional(),
      IpAddressType: z.unknown().optional(),
      OwnershipVerificationCertificateArn: z.unknown().optional(),
    }),
  ]),
  MutualTlsAuthentication: z
    .strictObject({
      TruststoreUri: z.string().regex(truststoreUri, 'takes s3://bucket/key'),
      TruststoreVersion: z.string().optional(),
    })
    .optional(),
  RoutingMode: z.literal('API_MAPPING_ONLY').optional(),
});

/** Reads the API that the one custom domain is mapped to. Throws LocalError that names what is not modelled. */
export async function readApi(world: World): Promise<ApiConfig> {
  const { domain, stack } = await readDomain(world);
  const mapping = await readMapping(world, domain.name);
  const { api, apiId, place } = await findApi(world, mapping.ApiId);
  const accountId = String(await world.resolve(stack, { Ref: 'AWS::AccountId' }));
  const identity = { apiId, accountId, region: stack.region };
  return {
    ...identity,
    defaultEndpointOff: api.DisableExecuteApiEndpoint,
    cors: api.CorsConfiguration,
    stage: await readStage(world, apiId, place),
    domain,
    routes: await readRoutes(world, apiId, await readPermissions(world, identity)),
  };
}

async function readDomain(world: World): Promise<{ domain: DomainConfig; stack: Placed['stack'] }> {
  const resource = theOnly(world, 'AWS::ApiGatewayV2::DomainName');
  const used = propertiesOf(resource, {
    honoured: ['DomainName', 'DomainNameConfigurations', 'MutualTlsAuthentication', 'RoutingMode'],
    withoutEffect: ['Tags'],
  });
  const properties = shaped(resource, domainSchema, await world.resolve(resource.stack, used));
  const [configuration] = properties.DomainNameConfigurations;
  const { MutualTlsAuthentication: mutual } = properties;
  const [, bucket = '', key = ''] = truststoreUri.exec(mutual?.TruststoreUri ?? '') ?? [];
  return {
    stack: resource.stack,
    domain: {
      name: properties.DomainName.toLowerCase(),
      certificateArn: configuration.CertificateArn,
      truststore: mutual && { bucket, key, version: mutual.TruststoreVersion },
    },
  };
}

async function readMapping(world: World, domain: string): Promise<z.output<typeof mappingSchema>> {
  const found: z.output<typeof mappingSchema>[] = [];
  for (const resource of world.assembly.ofType('AWS::ApiGatewayV2::ApiMapping')) {
    const used = propertiesOf(resource, { honoured: ['ApiId', 'DomainName', 'Stage'], withoutEffect: [] });
    const mapping = shaped(resource, mappingSchema, await world.resolve(resource.stack, used));
    if (mapping.DomainName.toLowerCase() === domain) found.push(mapping);
  }
  const [mapping, ...others] = found;
  if (mapping === undefined || others.length > 0)
    throw new LocalError(`${domain}: got ${found.length} AWS::ApiGatewayV2::ApiMapping, the local gateway takes one`);
  return mapping;
}

async function findApi(world: World, apiId: string) {
  for (const resource of world.assembly.ofType('AWS::ApiGatewayV2::Api')) {
    if ((await world.live(resource)).ref !== apiId) continue;
    const used = propertiesOf(resource, {
      honoured: ['CorsConfiguration', 'DisableExecuteApiEndpoint', 'ProtocolType', 'RouteSelectionExpression'],
      withoutEffect: ['Description', 'IpAddressType', 'Name', 'Tags', 'Version'],
    });
    const api = shaped(resource, apiSchema, await world.resolve(resource.stack, used));
    return { api, apiId, place: placeOf(resource) };
  }
  throw new LocalError(`AWS::ApiGatewayV2::ApiMapping: ApiId: no AWS::ApiGatewayV2::Api of the templates is ${apiId}`);
}

async function readStage(world: World, apiId: string, api: string): Promise<StageConfig> {
  for (const resource of world.assembly.ofType('AWS::ApiGatewayV2::Stage')) {
    const used = propertiesOf(resource, {
      honoured: ['AccessLogSettings', 'ApiId', 'DefaultRouteSettings', 'RouteSettings', 'StageName'],
      withoutEffect: ['AutoDeploy', 'DeploymentId', 'Description', 'Tags'],
    });
    const stage = shaped(resource, stageSchema, await world.resolve(resource.stack, used));
    if (stage.ApiId === apiId) return stage;
  }
  throw new LocalError(`${api}: no AWS::ApiGatewayV2::Stage; add the stage $default`);
}

function theOnly(world: World, type: string): Placed {
  const found = world.assembly.ofType(type);
  const [resource, ...others] = found;
  if (resource === undefined || others.length > 0)
    throw new LocalError(`${type}: got ${found.length} in the templates, the local gateway takes one`);
  return resource;
}
