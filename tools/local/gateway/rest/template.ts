import * as z from 'zod';
import { check, placeOf, propertiesOf, shaped, unread } from '../../check';
import { LocalError, type Placed, type World } from '../../types';
import { readPermissions } from '../permissions';
import { readDomain, type RestDomainConfig } from './template-domain';
import { readMethods, type MethodConfig } from './template-methods';
import { readResponses, type GatewayResponse } from './template-responses';
import { readStage, type RestStageConfig } from './template-stage';

/** What the templates say about the Regional REST API behind the one custom domain, resolved. */
export interface RestApiConfig {
  readonly apiId: string;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  /** The `execute-api` endpoint is off. */
  readonly defaultEndpointOff: boolean;
  /** Of the API itself: the `execute-api` endpoint speaks it. */
  readonly securityPolicy: string;
  readonly stage: RestStageConfig;
  readonly domain: RestDomainConfig;
  readonly methods: readonly MethodConfig[];
  readonly responses: ReadonlyMap<string, GatewayResponse>;
}

// CloudFormation takes booleans as text too.
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform(text => text === 'true')]);

const apiSchema = z.object({
  Name: z.string(),
  DisableExecuteApiEndpoint: flag.default(false),
  EndpointConfiguration: z.strictObject({
    Types: z.tuple([z.literal('REGIONAL', 'the local gateway takes REGIONAL')]),
    IpAddressType: unread,
  }),
  EndpointAccessMode: z.enum(['BASIC', 'STRICT']).optional(),
  // What a Regional API has where nothing is said (developer guide, "Supported security policies").
  SecurityPolicy: z.string().default('TLS_1_0'),
});

const mappingSchema = z.object({
  DomainName: z.string(),
  RestApiId: z.string(),
  Stage: z.string('takes a stage: without one the domain leads to all of them'),
  BasePath: z.literal(['', '(none)'], 'the local gateway takes no base path').optional(),
});

/** Reads the API that the one custom domain is mapped to. Throws LocalError that names what is not modelled. */
export async function readRestApi(world: World): Promise<RestApiConfig> {
  const domain = await readDomain(world);
  const { apiId, stage: stageName } = await readMapping(world, domain.name);
  const { resource, api } = await findApi(world, apiId);
  const { region } = resource.stack;
  const accountId = String(await world.resolve(resource.stack, { Ref: 'AWS::AccountId' }));
  const stage = await readStage(world, { apiId, stageName, region, place: placeOf(resource) });
  const mayInvoke = await readPermissions(world, { apiId, accountId, region, stage: stageName });
  return {
    apiId,
    name: api.Name,
    accountId,
    region,
    defaultEndpointOff: api.DisableExecuteApiEndpoint,
    securityPolicy: api.SecurityPolicy,
    stage,
    domain,
    methods: await readMethods(world, { apiId, resource, mayInvoke }),
    responses: await readResponses(world, apiId),
  };
}

async function readMapping(world: World, domain: string): Promise<{ apiId: string; stage: string }> {
  const found: { apiId: string; stage: string }[] = [];
  for (const resource of world.assembly.ofType('AWS::ApiGateway::BasePathMapping')) {
    const used = propertiesOf(resource, {
      honoured: ['BasePath', 'DomainName', 'RestApiId', 'Stage'],
      withoutEffect: [],
    });
    const mapping = shaped(resource, mappingSchema, await world.resolve(resource.stack, used));
    if (mapping.DomainName.toLowerCase() === domain) found.push({ apiId: mapping.RestApiId, stage: mapping.Stage });
  }
  const [mapping, ...others] = found;
  if (mapping === undefined || others.length > 0)
    throw new LocalError(
      `${domain}: got ${found.length} AWS::ApiGateway::BasePathMapping, the local gateway takes one`,
    );
  return mapping;
}

async function findApi(world: World, apiId: string): Promise<{ resource: Placed; api: z.output<typeof apiSchema> }> {
  for (const resource of world.assembly.ofType('AWS::ApiGateway::RestApi')) {
    if ((await world.live(resource)).ref !== apiId) continue;
    const used = propertiesOf(resource, {
      honoured: Object.keys(apiSchema.shape),
      withoutEffect: ['Description', 'Tags'],
    });
    const place = placeOf(resource);
    return { resource, api: check(place, apiSchema, await world.resolve(resource.stack, used)) };
  }
  throw new LocalError(
    `AWS::ApiGateway::BasePathMapping: RestApiId: no AWS::ApiGateway::RestApi of the templates is ${apiId}`,
  );
}
