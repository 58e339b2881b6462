import type { Json } from '../json';
import { at, text, truthy } from '../graph/lookups';
import { target } from '../marks';
import type { Model, Resource } from '../model';
import type { Context } from '../rule';
import { asText } from '../values';
import type { Watched } from './alarms';
import { additionalEdgeMetrics } from './metrics';
import { grouped, oncePer } from './once-per';
import { standsIn } from './regions';
import { ruleByMetric } from './subjects';
import { effectOf } from './web-acl';

/** Why a resource publishes nothing under an alarm's other dimensions: its stage, its rule, its Region. */
export function detailProblem(watched: Watched, subject: Resource, context: Context): string | undefined {
  const { model, properties } = context;
  const { dimensions, name = '' } = watched;
  switch (watched.namespace ?? '') {
    case 'AWS/CloudFront':
      if (dimensions.get('Region') !== 'Global') return 'CloudFront publishes under Region Global';
      return additionalEdgeMetrics.includes(name) && !monitored(model).has(subject)
        ? `${name} is published for distributions with a MonitoringSubscription only`
        : undefined;
    case 'AWS/WAFV2':
      return webAclProblem(watched, subject, context);
    case 'AWS/Cognito':
      return target(model, dimensions.get('UserPool')) === target(model, properties(subject)['UserPoolId'])
        ? undefined
        : `UserPool is not the pool of ${subject.logicalId}`;
    case 'AWS/DynamoDB':
      return dimensions.has('Operation') && !operations.test(asText(dimensions.get('Operation')))
        ? `${asText(dimensions.get('Operation'))} is no operation`
        : undefined;
    case 'AWS/ApiGateway':
      return stageProblem(watched, subject, context);
    default:
      return undefined;
  }
}

const operations =
  /^(?:(?:Batch)?GetItem|(?:Put|Update|Delete|BatchWrite)Item|Query|Scan|Transact(?:Get|Write)Items|GetRecords|(?:Batch)?Execute(?:Statement|Transaction))$/;

function webAclProblem({ dimensions, name }: Watched, acl: Resource, context: Context): string | undefined {
  const own = context.properties(acl);
  const regional = own['Scope'] !== 'CLOUDFRONT';
  if (dimensions.has('Region') !== regional)
    return `a ${regional ? 'REGIONAL' : 'CLOUDFRONT'} web ACL publishes ${regional ? 'with its' : 'without a'} Region`;
  const region = standsIn(acl, context);
  if (regional && region !== undefined && dimensions.get('Region') !== region) return `the web ACL is in ${region}`;
  const called = asText(dimensions.get('Rule'));
  const rule = ruleByMetric(context.model, acl, called);
  const visibility = called === 'ALL' ? own['VisibilityConfig'] : rule?.['VisibilityConfig'];
  if (visibility === undefined) return `no rule of the web ACL publishes as ${called}`;
  if (!truthy(at(visibility, 'CloudWatchMetricsEnabled')))
    return `${called} publishes nothing (CloudWatchMetricsEnabled)`;
  return name === 'BlockedRequests' && rule !== undefined && 'Action' in rule && effectOf(rule['Action']) !== 'block'
    ? `${called} blocks nothing`
    : undefined;
}

const monitored = oncePer(
  (model: Model) =>
    new Set(
      model
        .ofType('AWS::CloudFront::MonitoringSubscription')
        .map(resource => target(model, model.properties(resource)['DistributionId'])),
    ),
);

/** Metrics by route are published where the stage asks for detailed ones. */
function stageProblem({ dimensions }: Watched, api: Resource, { model }: Context): string | undefined {
  const named = dimensions.get('Stage');
  const stages = stagesOf(model).get(api) ?? [];
  if (named === undefined || stages.length === 0) return undefined;
  const referred = target(model, named);
  const stage = stages.find(({ resource, name }) => resource === referred || name === named);
  if (stage === undefined) return `the API has no stage ${asText(named)}`;
  const route = `${asText(dimensions.get('Method'))} ${asText(dimensions.get('Resource'))}`;
  return dimensions.has('Method') && !stage.detailed(route)
    ? `the stage publishes nothing by route (DetailedMetricsEnabled)`
    : undefined;
}

const stagesOf = oncePer((model: Model) =>
  grouped(
    model.ofType('AWS::ApiGatewayV2::Stage', 'AWS::ApiGateway::Stage', 'AWS::ApiGateway::Deployment').map(resource => {
      const properties = model.properties(resource);
      const routes: Json | undefined = properties['RouteSettings'];
      const on = (settings: Json | undefined): boolean => truthy(at(settings, 'DetailedMetricsEnabled'));
      return {
        resource,
        api: target(model, properties['ApiId'] ?? properties['RestApiId']),
        name: text(properties['StageName']),
        detailed: (route: string): boolean =>
          resource.type !== 'AWS::ApiGatewayV2::Stage' ||
          on(properties['DefaultRouteSettings']) ||
          (typeof routes === 'object' && routes !== null && on((routes as Readonly<Record<string, Json>>)[route])),
      };
    }),
    ({ api }) => api,
  ),
);
