import type { Json } from '../json';
import { unknownIn } from '../marks';
import type { Model, Resource } from '../model';
import { target } from '../marks';
import type { Door } from './door';
import { at, belongingTo, functionOf, list, objects, decisions, text } from './lookups';
import type { Api, Authorization, NotModelled, Route, Where } from './types';

type Fields = Readonly<Record<string, Json>>;

export interface LoadBalancerApi {
  readonly api: Api;
  readonly door: Door;
  /** Inside a VPC: only a distribution with a VPC origin leads there from the internet. */
  readonly internal: boolean;
}

/** Application load balancers whose listeners end in a function; what else they forward to is told, not followed. */
export function loadBalancerApis(model: Model): {
  readonly apis: readonly LoadBalancerApi[];
  readonly notModelled: readonly NotModelled[];
} {
  const apis: LoadBalancerApi[] = [];
  const notModelled: NotModelled[] = [];
  for (const listener of model.ofType('AWS::ElasticLoadBalancingV2::Listener')) {
    const properties = model.properties(listener);
    const balancer = target(model, properties['LoadBalancerArn']);
    const { Scheme, Type, Name } = balancer === undefined ? {} : model.properties(balancer);
    if (Type === 'network' || Type === 'gateway') continue;
    const { routes, others } = routesOf(model, listener, properties);
    const internal = Scheme === 'internal';
    if (others && !internal)
      notModelled.push({
        where: { resource: listener },
        what: 'load balancer in front of something that is no function',
        reached: false,
      });
    if (routes.length === 0) continue;
    const where = { resource: balancer ?? listener };
    apis.push({
      internal,
      api: {
        kind: 'load-balancer',
        where: { resource: listener },
        name: text(Name) ?? where.resource.logicalId,
        stages: [],
        routes,
      },
      door: {
        hop: { kind: 'load-balancer', where, listener, properties },
        stage: undefined,
        basePath: '',
        ...doubtOf(balancer, Scheme),
      },
    });
  }
  return { apis, notModelled };
}

function doubtOf(balancer: Resource | undefined, scheme: Json | undefined): { readonly doubt?: string } {
  const doubt = balancer === undefined ? 'its load balancer is in none of the templates given' : unknownIn(scheme);
  return doubt === undefined ? {} : { doubt };
}

/** Routes of the default action and of the rules. `others`: something is forwarded to what is no function. */
function routesOf(
  model: Model,
  listener: Resource,
  properties: Fields,
): { readonly routes: readonly Route[]; readonly others: boolean } {
  const forwards = [
    ...forwardsOf(model, { resource: listener, property: 'DefaultActions' }, properties['DefaultActions'], [
      '$default',
    ]),
    ...belongingTo(model, 'AWS::ElasticLoadBalancingV2::ListenerRule', 'ListenerArn', listener).flatMap(resource => {
      const { Actions, Conditions } = model.properties(resource);
      return forwardsOf(model, { resource, property: 'Actions' }, Actions, patternsOf(Conditions));
    }),
  ];
  return {
    routes: forwards.flatMap(({ route }) => route),
    others: forwards.some(({ route }) => route.length === 0),
  };
}

function patternsOf(conditions: Json | undefined): readonly string[] {
  const path = objects(conditions).find(condition => condition['Field'] === 'path-pattern');
  const values = list(at(path, 'PathPatternConfig.Values') ?? path?.['Values']).filter(
    value => typeof value === 'string',
  );
  return values.length === 0 ? ['$default'] : values;
}

function forwardsOf(
  model: Model,
  where: Where,
  written: Json | undefined,
  patterns: readonly string[],
): readonly { readonly route: readonly Route[] }[] {
  const actions = objects(written);
  const groups = actions.flatMap(action => [
    ...(action['TargetGroupArn'] === undefined ? [] : [action['TargetGroupArn']]),
    ...objects(at(action, 'ForwardConfig.TargetGroups')).map(group => group['TargetGroupArn'] ?? null),
  ]);
  return groups.map(arn => {
    const group = target(model, arn);
    if (group === undefined || model.properties(group)['TargetType'] !== 'lambda') return { route: [] };
    const route = patterns.map(path => ({
      key: `ANY ${path === '$default' ? '/*' : path}`,
      method: 'ANY',
      path,
      where,
      authorization: authorizationOf(where, actions),
      integration: targetOf(model, group),
      ...decisions(where.resource),
    }));
    return { route };
  });
}

function targetOf(model: Model, group: Resource): Route['integration'] {
  const where = { resource: group, property: 'Targets' };
  const fn = objects(model.properties(group)['Targets'])
    .map(({ Id }) => functionOf(model, Id))
    .find(found => found !== undefined);
  return fn === undefined
    ? { kind: 'unknown', where, reason: 'its function is in none of the templates given' }
    : { kind: 'function', where, function: fn };
}

/** An action before the forward may sign people in, or check a token. */
function authorizationOf(where: Where, actions: readonly Fields[]): Authorization {
  const types = actions.map(({ Type }) => Type);
  const base = { where, scopes: [], apiKey: false };
  if (types.includes('authenticate-oidc') || types.includes('authenticate-cognito'))
    return { ...base, kind: 'cognito' };
  return { ...base, kind: types.includes('jwt-validation') ? 'jwt' : 'none' };
}
