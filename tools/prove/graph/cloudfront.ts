import type { Json } from '../json';
import { mentions, target } from '../marks';
import { isObject, type Model, type Resource } from '../model';
import { domainOf } from './direct';
import { at, objects, text } from './lookups';
import type { CloudFrontHop, Hop } from './types';

/** One origin of a distribution with the behaviours that forward to it, most specific first as CloudFront tries them. */
export interface Front {
  readonly distribution: Resource;
  readonly config: Readonly<Record<string, Json>>;
  readonly origin: Readonly<Record<string, Json>>;
  readonly originPath: string;
  readonly behaviours: readonly {
    readonly pattern: string;
    readonly path: string;
    readonly settings: Readonly<Record<string, Json>>;
  }[];
}

/** Every enabled distribution's origins. */
export function frontsOf(model: Model): readonly Front[] {
  return model.ofType('AWS::CloudFront::Distribution').flatMap(distribution => {
    const config = model.properties(distribution)['DistributionConfig'];
    if (!isObject(config) || config['Enabled'] === false || config['Enabled'] === 'false') return [];
    const behaviours = [
      ...objects(config['CacheBehaviors']).map((settings, i) => ({
        pattern: text(settings['PathPattern']) ?? '*',
        path: `DistributionConfig.CacheBehaviors.${i}`,
        settings,
      })),
      ...(isObject(config['DefaultCacheBehavior'])
        ? [{ pattern: '*', path: 'DistributionConfig.DefaultCacheBehavior', settings: config['DefaultCacheBehavior'] }]
        : []),
    ];
    return objects(config['Origins']).map((origin, i) => ({
      distribution,
      config,
      origin,
      originPath: `DistributionConfig.Origins.${i}`,
      behaviours: behaviours.filter(({ settings }) => leadsTo(config, settings['TargetOriginId'], origin['Id'])),
    }));
  });
}

/** A behaviour names an origin, or a group of origins that holds it. */
function leadsTo(
  config: Readonly<Record<string, Json>>,
  targetId: Json | undefined,
  originId: Json | undefined,
): boolean {
  if (targetId === originId) return true;
  return objects(at(config, 'OriginGroups.Items'))
    .filter(group => group['Id'] === targetId)
    .some(group => objects(at(group, 'Members.Items')).some(member => member['OriginId'] === originId));
}

/** Whether this origin is what stands behind a door: the same domain, API, function URL or load balancer. */
export function leadsThrough(model: Model, front: Front, hop: Hop): boolean {
  const host = front.origin['DomainName'];
  switch (hop.kind) {
    case 'domain':
      return domainOf(model, host) === hop.where.resource || target(model, host) === hop.where.resource;
    case 'default-endpoint':
      return mentions(model, host).includes(hop.where.resource) && String(host).includes('.execute-api.');
    case 'function-url':
    case 'load-balancer':
      return mentions(model, host).includes(hop.where.resource);
    case 'cloudfront':
      return false;
  }
}

/** The behaviours through which a route can be asked for. A route with parameters may be reached through several. */
export function hopsFor(front: Front, path: string): readonly CloudFrontHop[] {
  const open = path === '$default' || path.includes('+}');
  const sample = path.replaceAll(/\{[^}]+\}/g, 'x');
  const matching = front.behaviours.filter(({ pattern }) => open || matches(pattern, sample));
  // CloudFront takes the first behaviour that matches a concrete path.
  const reached = open || path.includes('{') ? matching : matching.slice(0, 1);
  return reached.map(({ path: behaviourPath, settings }) => ({
    kind: 'cloudfront',
    where: { resource: front.distribution },
    distribution: front.config,
    behaviour: settings,
    behaviourPath,
    origin: front.origin,
    originPath: front.originPath,
  }));
}

/** CloudFront path patterns: `*` any run of characters, `?` one. Matched without a backtracking regular expression. */
function matches(pattern: string, path: string): boolean {
  const text_ = path.startsWith('/') ? path : `/${path}`;
  const glob = pattern.startsWith('/') || pattern.startsWith('*') ? pattern : `/${pattern}`;
  let [p, t, star, resume] = [0, 0, -1, 0];
  while (t < text_.length) {
    if (glob[p] === '*') {
      star = p++;
      resume = t;
    } else if (p < glob.length && (glob[p] === '?' || glob[p] === text_[t])) {
      p++;
      t++;
    } else if (star !== -1) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (glob[p] === '*') p++;
  return p === glob.length;
}
