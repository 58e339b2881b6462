import type { Json } from '../json';
import { target } from '../marks';
import type { Model, Resource } from '../model';
import type { Door } from './direct';
import { at, functionOf, objects, text } from './lookups';
import type { Api, Authorization, Route } from './types';

const lbTypes = 'AWS::ElasticLoadBalancingV2::LoadBalancer';

/** Internet-facing application load balancers whose listeners end in a function. */
export function loadBalancerApis(model: Model): readonly { readonly api: Api; readonly door: Door }[] {
  return model.ofType('AWS::ElasticLoadBalancingV2::Listener').flatMap(listener => {
    const properties = model.properties(listener);
    const balancer = target(model, properties['LoadBalancerArn']);
    if (balancer?.type !== lbTypes || model.properties(balancer)['Scheme'] === 'internal') return [];
    const rules = model
      .ofType('AWS::ElasticLoadBalancingV2::ListenerRule')
      .filter(rule => target(model, model.properties(rule)['ListenerArn']) === listener);
    const routes = [
      ...(objects(properties['DefaultActions']).length > 0
        ? routesOf(model, listener, 'DefaultActions', objects(properties['DefaultActions']), '$default')
        : []),
      ...rules.flatMap(rule => {
        const written = model.properties(rule);
        return routesOf(model, rule, 'Actions', objects(written['Actions']), patternOf(written['Conditions']));
      }),
    ];
    if (routes.length === 0) return [];
    const where = { resource: listener };
    const api: Api = {
      kind: 'load-balancer',
      where,
      name: text(model.properties(balancer)['Name']) ?? balancer.logicalId,
      stages: [],
      routes,
    };
    const hop = { kind: 'load-balancer' as const, where: { resource: balancer }, listener, properties };
    return [{ api, door: { hop, stage: undefined, basePath: '' } }];
  });
}

function patternOf(conditions: Json | undefined): string {
  const path = objects(conditions).find(condition => condition['Field'] === 'path-pattern');
  const values = at(path, 'PathPatternConfig.Values') ?? path?.['Values'];
  return text(Array.isArray(values) ? (values as readonly Json[])[0] : undefined) ?? '$default';
}

/** Only actions that forward to a function make a route; the rest is not this proof's subject. */
function routesOf(
  model: Model,
  resource: Resource,
  property: string,
  actions: readonly Readonly<Record<string, Json>>[],
  path: string,
): readonly Route[] {
  const where = { resource, property };
  const asks = actions.find(
    action => action['Type'] === 'authenticate-oidc' || action['Type'] === 'authenticate-cognito',
  );
  const authorization: Authorization = {
    where,
    scopes: [],
    apiKey: false,
    kind: asks === undefined ? 'none' : 'cognito',
  };
  return actions.flatMap(action => {
    const groups = [
      action['TargetGroupArn'],
      ...objects(at(action, 'ForwardConfig.TargetGroups')).map(g => g['TargetGroupArn']),
    ];
    return groups.flatMap(arn => {
      const group = target(model, arn);
      if (group === undefined || model.properties(group)['TargetType'] !== 'lambda') return [];
      const fn = objects(model.properties(group)['Targets'])
        .map(t => functionOf(model, t['Id']))
        .find(f => f !== undefined);
      return [
        {
          key: `ANY ${path === '$default' ? '/*' : path}`,
          method: 'ANY',
          path,
          where,
          authorization,
          integration:
            fn === undefined
              ? {
                  kind: 'unknown' as const,
                  where: { resource: group },
                  reason: 'its function is in none of the templates given',
                }
              : { kind: 'function' as const, where: { resource: group }, function: fn },
        },
      ];
    });
  });
}
