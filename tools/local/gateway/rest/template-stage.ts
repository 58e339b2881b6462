import * as z from 'zod';
import { placeOf, propertiesOf, shaped } from '../../check';
import { LocalError, type World } from '../../types';
import { readWebAcl } from '../../waf/read';
import type { WebAcl } from '../../waf/acl';
import type { StageConfig } from '../template';

export interface RestStageConfig {
  readonly name: string;
  readonly deploymentId: string;
  /** By `GET /accounts/{accountId}`, in the form the throttles of both kinds of API are read from. */
  readonly throttles: Pick<StageConfig, 'DefaultRouteSettings' | 'RouteSettings'>;
  readonly accessLogFormat: string | undefined;
  /** Absent where nothing is associated: then nothing is inspected. */
  readonly webAcl: WebAcl | undefined;
}

const setting = z.strictObject({
  HttpMethod: z.string().default('*'),
  ResourcePath: z.string().default('/*'),
  ThrottlingRateLimit: z.coerce.number().nonnegative().optional(),
  ThrottlingBurstLimit: z.coerce.number().int().nonnegative().optional(),
  MetricsEnabled: z.unknown().optional(),
  LoggingLevel: z.unknown().optional(),
  DataTraceEnabled: z.unknown().optional(),
  CachingEnabled: z.literal(false, 'caching is not modelled here').optional(),
});
type Setting = z.output<typeof setting>;

const schema = z.object({
  RestApiId: z.string(),
  StageName: z.string(),
  DeploymentId: z.string(),
  MethodSettings: z.array(setting).default([]),
  AccessLogSetting: z.strictObject({ DestinationArn: z.string(), Format: z.string() }).optional(),
  CacheClusterEnabled: z.literal(false, 'caching is not modelled here').optional(),
});

/** Which stage is meant, and where to say so. */
interface Wanted {
  readonly apiId: string;
  readonly stageName: string;
  readonly region: string;
  readonly place: string;
}

/** Reads the stage the domain leads to, with the web ACL associated with it. */
export async function readStage(world: World, { apiId, stageName, region, place }: Wanted): Promise<RestStageConfig> {
  for (const resource of world.assembly.ofType('AWS::ApiGateway::Stage')) {
    const used = propertiesOf(resource, {
      honoured: Object.keys(schema.shape),
      withoutEffect: ['Description', 'Tags', 'TracingEnabled'],
    });
    const stage = shaped(resource, schema, await world.resolve(resource.stack, used));
    if (stage.RestApiId !== apiId || stage.StageName !== stageName) continue;
    await assertDeployed(world, apiId, stage.DeploymentId, placeOf(resource));
    return {
      name: stageName,
      deploymentId: stage.DeploymentId,
      throttles: throttlesOf(stage.MethodSettings, placeOf(resource)),
      accessLogFormat: stage.AccessLogSetting?.Format,
      webAcl: await webAclOf(world, `arn:aws:apigateway:${region}::/restapis/${apiId}/stages/${stageName}`),
    };
  }
  throw new LocalError(`${place}: no AWS::ApiGateway::Stage of it is named ${stageName}, which the domain leads to`);
}

async function assertDeployed(world: World, apiId: string, deploymentId: string, place: string): Promise<void> {
  for (const resource of world.assembly.ofType('AWS::ApiGateway::Deployment')) {
    // A stage made on the side by a deployment would have settings that are read nowhere.
    const used = propertiesOf(resource, { honoured: ['RestApiId'], withoutEffect: ['Description'] });
    const [{ ref }, properties] = await Promise.all([world.live(resource), world.resolve(resource.stack, used)]);
    if (ref === deploymentId && (properties as { RestApiId?: unknown }).RestApiId === apiId) return;
  }
  throw new LocalError(`${place}: DeploymentId: no AWS::ApiGateway::Deployment of the API is ${deploymentId}`);
}

/** `/~1accounts~1{accountId}` with GET: REST writes a slash inside a path as `~1`; a path of `/*` means every method. */
function throttlesOf(settings: readonly Setting[], place: string): RestStageConfig['throttles'] {
  let all: Setting | undefined;
  const each: Record<string, Setting> = {};
  for (const value of settings) {
    const { HttpMethod: method, ResourcePath: path } = value;
    if (path === '/*' && method === '*') all = value;
    else if (path.includes('*') || method === '*')
      throw new LocalError(
        `${place}: MethodSettings: got ${method} ${path}, takes one method of one path, or * and /*`,
      );
    else each[`${method} ${path.replace(/^\/~1/, '/').replaceAll('~1', '/')}`] = value;
  }
  return { DefaultRouteSettings: all, RouteSettings: each };
}

async function webAclOf(world: World, stageArn: string): Promise<WebAcl | undefined> {
  for (const resource of world.assembly.ofType('AWS::WAFv2::WebACLAssociation')) {
    const used = propertiesOf(resource, { honoured: ['ResourceArn', 'WebACLArn'], withoutEffect: [] });
    const { ResourceArn: on, WebACLArn: arn } = (await world.resolve(resource.stack, used)) as Record<string, unknown>;
    if (on === stageArn) return readWebAcl(world, String(arn), { where: placeOf(resource), scope: 'REGIONAL' });
  }
  return undefined;
}
