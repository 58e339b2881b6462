import { grouped, oncePer } from '../facts/once-per';
import type { Json } from '../json';
import { hasMark, mark, mentions, readable, target, unknownIn } from '../marks';
import type { Model, Resource } from '../model';
import { anyBasePath, type Door } from './door';
import { at, belongingTo, list, objects, text } from './lookups';
import type { Api, DomainHop, Stage } from './types';

/** Custom domains: which lead to an API, by mapping or by routing rule, and which a host name means. */

const domainTypes = ['AWS::ApiGatewayV2::DomainName', 'AWS::ApiGateway::DomainName'] as const;

/** `AWS::ApiGateway::DomainNameV2`, which only mappings of private APIs may name, is not reached from the internet. */
const privateDomainType = 'AWS::ApiGateway::DomainNameV2';

/** The doors that custom domains open to an API. */
export function domainDoors(model: Model, api: Api): readonly Door[] {
  const { resource } = api.where;
  const mappings = [
    ...belongingTo(model, 'AWS::ApiGatewayV2::ApiMapping', 'ApiId', resource).map(mapping => ({
      mapping,
      domain: model.properties(mapping)['DomainName'],
      key: model.properties(mapping)['ApiMappingKey'],
    })),
    ...belongingTo(model, 'AWS::ApiGateway::BasePathMapping', 'RestApiId', resource).map(mapping => ({
      mapping,
      domain: model.properties(mapping)['DomainName'],
      key: model.properties(mapping)['BasePath'],
    })),
  ];
  return [
    ...mappings.flatMap(({ mapping, domain, key }) => {
      const behind = throughDomain(model, mapping, domain, basePathOf(key));
      if (behind === undefined || behind.mode === 'ROUTING_RULE_ONLY') return [];
      return stagesBehind(model, api, behind, model.properties(mapping)['Stage']);
    }),
    ...ruleDoors(model, api),
  ];
}

const basePathOf = (key: Json | undefined): string => {
  const written = text(key) ?? '';
  if (unknownIn(written) !== undefined) return anyBasePath;
  return written === '(none)' ? '' : written.replaceAll(/^\/+|\/+$/g, '');
};

interface Behind {
  readonly hop: DomainHop;
  /** The domain's routing mode, where it has one. */
  readonly mode?: string;
  readonly doubt?: string;
}

function throughDomain(
  model: Model,
  mapping: Resource,
  written: Json | undefined,
  basePath: string,
): Behind | undefined {
  const referred = target(model, written);
  if (referred?.type === privateDomainType) return undefined;
  const domain = domainOf(model, written);
  const hop = { kind: 'domain' as const, mapping: { resource: mapping }, basePath };
  if (domain === undefined) {
    const name = readable(text(written) ?? '?');
    const doubt = unknownIn(written) ?? `the domain ${name} is in none of the templates given`;
    return { hop: { ...hop, where: { resource: mapping, property: 'DomainName' }, name, properties: {} }, doubt };
  }
  const properties = model.properties(domain);
  const name = readable(text(properties['DomainName']) ?? domain.logicalId);
  const mode = text(properties['RoutingMode']);
  return { hop: { ...hop, where: { resource: domain }, name, properties }, ...(mode === undefined ? {} : { mode }) };
}

/** The stage that a mapping names. A base path mapping that names none leads to every stage, by its name in the path. */
function stagesBehind(model: Model, api: Api, { hop, doubt }: Behind, written: Json | undefined): readonly Door[] {
  if (written === undefined || written === '')
    return api.stages.map(stage => {
      const basePath = [hop.basePath, stage.name].filter(part => part !== '').join('/');
      return { hop: { ...hop, basePath }, stage, basePath, ...(doubt === undefined ? {} : { doubt }) };
    });
  const stage = stageOf(model, api, written);
  const why =
    doubt ??
    (stage === undefined
      ? (unknownIn(written) ?? `stage ${readable(text(written) ?? '')} is in none of the templates given`)
      : undefined);
  return [{ hop, stage, basePath: hop.basePath, ...(why === undefined ? {} : { doubt: why }) }];
}

const stageOf = (model: Model, api: Api, written: Json | undefined): Stage | undefined =>
  api.stages.find(({ where, name }) => name === written || target(model, written) === where.resource);

/** Routing rules of a domain whose routing mode heeds them. */
function ruleDoors(model: Model, api: Api): readonly Door[] {
  const rules = rulesByApi(model).get(api.where.resource) ?? [];
  return rules.flatMap(({ rule, stage }) => {
    const { DomainNameArn, Conditions } = model.properties(rule);
    const domain = mentions(model, DomainNameArn)[0] ?? (text(DomainNameArn) ?? '').split('/domainnames/').at(-1);
    const named = typeof domain === 'object' ? mark.ref(domain.stack.name, domain.logicalId) : domain;
    const paths = objects(Conditions).flatMap(condition => list(at(condition, 'MatchBasePaths.AnyOf')));
    return (paths.length === 0 ? [anyBasePath] : paths.map(basePathOf)).flatMap(basePath => {
      const behind = throughDomain(model, rule, named, basePath);
      if (behind === undefined) return [];
      const heeded = behind.mode !== undefined && behind.mode !== 'API_MAPPING_ONLY';
      const doubt = behind.doubt ?? unknownIn(behind.mode);
      if (!heeded && doubt === undefined) return [];
      return stagesBehind(model, api, { hop: behind.hop, ...(doubt === undefined ? {} : { doubt }) }, stage);
    });
  });
}

const rulesByApi = oncePer((model: Model) =>
  grouped(
    model.ofType('AWS::ApiGatewayV2::RoutingRule').flatMap(rule =>
      objects(model.properties(rule)['Actions']).map(action => ({
        rule,
        stage: at(action, 'InvokeApi.Stage'),
        api: target(model, at(action, 'InvokeApi.ApiId')),
      })),
    ),
    ({ api }) => api,
  ),
);

/** The domain a mapping or an origin names: by Ref, or by the host name, wildcards included. */
export function domainOf(model: Model, value: Json | undefined): Resource | undefined {
  const referred = target(model, value);
  if (referred !== undefined) return domainTypes.some(type => type === referred.type) ? referred : undefined;
  const host = text(value);
  if (host === undefined) return undefined;
  const byHost = domainsByHost(model);
  return byHost.get(hostKey(host))?.[0] ?? byHost.get(hostKey(host.replace(/^[^.⟦]+/, '*')))?.[0];
}

const domainsByHost = oncePer((model: Model) =>
  grouped(model.ofType(...domainTypes), domain => {
    const name = text(model.properties(domain)['DomainName']);
    return name === undefined ? undefined : hostKey(name);
  }),
);

/** Host names compare without case; a reference inside one is left as it is. */
export const hostKey = (host: string): string => (hasMark(host) ? host : host.toLowerCase().replace(/\.$/, ''));
