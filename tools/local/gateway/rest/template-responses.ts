import * as z from 'zod';
import { placeOf, propertiesOf, shaped } from '../../check';
import { LocalError, type World } from '../../types';
import { compileFormat } from '../log-format';
import { responseTypes, type ResponseType } from './refusal';
import { variables, type RestFinished } from './access-log';

/** How the API words one type of refusal. */
export interface GatewayResponse {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent: API Gateway's own body. */
  readonly body: ((finished: RestFinished) => string) | undefined;
}

const types = Object.keys(responseTypes) as [ResponseType, ...ResponseType[]];
const schema = z.object({
  RestApiId: z.string(),
  ResponseType: z.enum(types),
  StatusCode: z.coerce.number().int().min(400).max(599).optional(),
  ResponseParameters: z
    .record(
      z.string().regex(/^gatewayresponse\.header\.[\w-]+$/, 'takes gatewayresponse.header.<name>'),
      z.string().regex(/^'[^']*'$/, "takes a text in single quotes: '…'"),
    )
    .default({}),
  ResponseTemplates: z.record(z.string(), z.string()).default({}),
});

/** Reads the gateway responses of an API, by type. */
export async function readResponses(world: World, apiId: string): Promise<ReadonlyMap<string, GatewayResponse>> {
  const found = new Map<string, GatewayResponse>();
  for (const resource of world.assembly.ofType('AWS::ApiGateway::GatewayResponse')) {
    const used = propertiesOf(resource, { honoured: Object.keys(schema.shape), withoutEffect: [] });
    const properties = shaped(resource, schema, await world.resolve(resource.stack, used));
    if (properties.RestApiId !== apiId) continue;
    const place = placeOf(resource);
    const { 'application/json': template, ...others } = properties.ResponseTemplates;
    const [other] = Object.keys(others);
    if (other !== undefined)
      throw new LocalError(`${place}: ResponseTemplates: got ${other}, the local gateway takes application/json`);
    if (template !== undefined && /#|\$(?!context\.)/.test(template))
      throw new LocalError(`${place}: ResponseTemplates: takes text and $context variables, no other part of VTL`);
    found.set(properties.ResponseType, {
      status: properties.StatusCode,
      headers: Object.fromEntries(
        Object.entries(properties.ResponseParameters).map(([name, value]) => [
          name.slice('gatewayresponse.header.'.length).toLowerCase(),
          value.slice(1, -1),
        ]),
      ),
      body: template === undefined ? undefined : compileFormat(template, variables, `${place}: ResponseTemplates`),
    });
  }
  return found;
}
