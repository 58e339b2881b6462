import type { Json } from '../json';
import { target, unknownIn } from '../marks';
import type { Model, Resource } from '../model';
import { at, belongingTo, list, text, truthy } from './lookups';
import type { Api, DefaultEndpointHop, DomainHop, Hop, Stage } from './types';

/** A way into a stage that no distribution stands before: the default endpoint, or a custom domain. */
export interface Door {
  readonly hop: Hop;
  readonly stage: Stage | undefined;
  /** Base path the door puts before the API's own paths, without slashes; '' for none. */
  readonly basePath: string;
}

/** Every door of an API, the private ones told apart. */
export function doorsOf(model: Model, api: Api): readonly Door[] {
  const properties = model.properties(api.where.resource);
  const stages: readonly (Stage | undefined)[] = api.stages.length === 0 ? [undefined] : api.stages;
  const off = properties['DisableExecuteApiEndpoint'];
  const defaults: readonly Door[] = isOff(off)
    ? []
    : stages.map(stage => ({ hop: defaultEndpoint(api), stage, basePath: '' }));
  return [...defaults, ...domainDoors(model, api)];
}

// An undecided switch counts as on: the endpoint may be open.
const isOff = (value: Json | undefined): boolean => unknownIn(value) === undefined && truthy(value);

const defaultEndpoint = (api: Api): DefaultEndpointHop => ({
  kind: 'default-endpoint',
  where: { resource: api.where.resource, property: 'DisableExecuteApiEndpoint' },
});

/** A private API (`EndpointConfiguration.Types: [PRIVATE]`) is not reached from the internet. */
export const isPrivate = (model: Model, api: Resource): boolean =>
  list(at(model.properties(api), 'EndpointConfiguration.Types')).includes('PRIVATE');

function domainDoors(model: Model, api: Api): readonly Door[] {
  const [type, apiProperty, keyProperty] =
    api.kind === 'http'
      ? ['AWS::ApiGatewayV2::ApiMapping', 'ApiId', 'ApiMappingKey']
      : ['AWS::ApiGateway::BasePathMapping', 'RestApiId', 'BasePath'];
  // A REST API may also be mapped to a V2 domain.
  const types = api.kind === 'rest' ? [type, 'AWS::ApiGatewayV2::ApiMapping'] : [type];
  const mappings = [
    ...belongingTo(model, [type], apiProperty, api.where.resource),
    ...(types.length > 1 ? belongingTo(model, [types[1] ?? ''], 'ApiId', api.where.resource) : []),
  ];
  return mappings.flatMap(mapping => {
    const properties = model.properties(mapping);
    const domain = domainOf(model, properties['DomainName']);
    if (domain === undefined) return [];
    const domainProperties = model.properties(domain);
    const stageName = properties['Stage'];
    const stage = api.stages.find(
      ({ where, name }) => name === stageName || target(model, stageName) === where.resource,
    );
    const hop: DomainHop = {
      kind: 'domain',
      where: { resource: domain },
      name: text(domainProperties['DomainName']) ?? domain.logicalId,
      properties: domainProperties,
      mapping: { resource: mapping },
    };
    return [{ hop, stage, basePath: text(properties[keyProperty]) ?? '' }];
  });
}

const domainTypes = ['AWS::ApiGatewayV2::DomainName', 'AWS::ApiGateway::DomainName'];

/** A mapping names its domain by Ref or by the written host name. */
export function domainOf(model: Model, value: Json | undefined): Resource | undefined {
  const referred = target(model, value);
  if (referred !== undefined) return domainTypes.includes(referred.type) ? referred : undefined;
  return model.ofType(...domainTypes).find(domain => model.properties(domain)['DomainName'] === value);
}
