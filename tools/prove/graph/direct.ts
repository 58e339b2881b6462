import type { Json } from '../json';
import { unknownIn } from '../marks';
import type { Model, Resource } from '../model';
import { at, list, objects, text, truthy } from './lookups';
import { domainDoors } from './domains';
import { anyBasePath, type Door } from './door';
import type { Api } from './types';

/** Every door of an API that stands on the internet. */
export const doorsOf = (model: Model, api: Api): readonly Door[] => [
  ...defaultDoors(model, api),
  ...domainDoors(model, api),
];

function defaultDoors(model: Model, api: Api): readonly Door[] {
  const off = endpointSwitch(model, api);
  if (off === true) return [];
  const hop = {
    kind: 'default-endpoint' as const,
    where: { resource: api.where.resource, property: 'DisableExecuteApiEndpoint' },
  };
  if (api.stages.length === 0)
    return [{ hop, stage: undefined, basePath: anyBasePath, doubt: 'no stage of it is in the templates given' }];
  return api.stages.map(stage => ({
    hop,
    stage,
    basePath: stage.name === '$default' ? '' : stage.name,
    ...(off === false ? {} : { doubt: `cannot tell whether the default endpoint is off: ${off}` }),
  }));
}

/** Whether the default endpoint is off, or why nobody can tell. The API's property outweighs its OpenAPI document. */
function endpointSwitch(model: Model, { where: { resource } }: Api): boolean | string {
  const properties = model.properties(resource);
  const body = properties['Body'];
  const settings = [body, ...objects(at(body, 'servers'))].map(holder =>
    at(at(holder, 'x-amazon-apigateway-endpoint-configuration'), 'disableExecuteApiEndpoint'),
  );
  const written: Json | undefined = properties['DisableExecuteApiEndpoint'] ?? settings.find(one => one !== undefined);
  return unknownIn(written) ?? truthy(written);
}

/** A private API (`EndpointConfiguration.Types: [PRIVATE]`) is not reached from the internet. */
export const isPrivate = (model: Model, api: Resource): boolean => endpointTypes(model, api).includes('PRIVATE');

/** Why nobody can tell whether the API is private. */
export const maybePrivate = (model: Model, api: Resource): string | undefined =>
  unknownIn([...endpointTypes(model, api)]);

const endpointTypes = (model: Model, api: Resource): readonly Json[] => {
  const configuration = model.properties(api)['EndpointConfiguration'];
  const types = at(configuration, 'Types') ?? (typeof configuration === 'string' ? configuration : undefined);
  return text(types) === undefined ? list(types) : [types ?? null];
};
