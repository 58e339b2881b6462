import { grouped, oncePer } from '../facts/once-per';
import type { Json } from '../json';
import { mentions, target, unknownIn } from '../marks';
import { isObject, type Model, type Resource } from '../model';
import { anyBasePath, type Door } from './door';
import { domainOf, hostKey } from './domains';
import { meet } from './glob';
import { at, objects, text } from './lookups';
import type { CloudFrontHop } from './types';

interface Behaviour {
  readonly pattern: string;
  readonly path: string;
  readonly settings: Readonly<Record<string, Json>>;
}

/** One origin of a distribution, with every behaviour of it in the order in which CloudFront tries them. */
interface Front {
  readonly distribution: Resource;
  readonly config: Readonly<Record<string, Json>>;
  readonly origin: Readonly<Record<string, Json>>;
  readonly originPath: string;
  readonly behaviours: readonly Behaviour[];
  /** Why nobody can tell whether the distribution answers. */
  readonly doubt?: string;
}

export interface Fronted {
  readonly hop: CloudFrontHop;
  readonly doubt?: string;
}

/** The behaviours of distributions through which a path behind this door can be asked for. */
export function frontedBy(model: Model, door: Door, path: string): readonly Fronted[] {
  return frontsBefore(model, door).flatMap(front => {
    const seen = viewerPath(front, path);
    return seen === undefined ? [] : hopsOf(model, front, seen);
  });
}

/** Every enabled distribution's origins. */
function frontsOf(model: Model): readonly Front[] {
  return model.ofType('AWS::CloudFront::Distribution').flatMap(distribution => {
    const config = model.properties(distribution)['DistributionConfig'];
    if (!isObject(config) || config['Enabled'] === false || config['Enabled'] === 'false') return [];
    const behaviours: readonly Behaviour[] = [
      ...objects(config['CacheBehaviors']).map((settings, i) => ({
        pattern: text(settings['PathPattern']) ?? '*',
        path: `DistributionConfig.CacheBehaviors.${i}`,
        settings,
      })),
      ...(isObject(config['DefaultCacheBehavior'])
        ? [{ pattern: '*', path: 'DistributionConfig.DefaultCacheBehavior', settings: config['DefaultCacheBehavior'] }]
        : []),
    ];
    const doubt = unknownIn(config['Enabled']);
    return objects(config['Origins']).map((origin, i) => ({
      distribution,
      config,
      origin,
      originPath: `DistributionConfig.Origins.${i}`,
      behaviours,
      ...(doubt === undefined ? {} : { doubt }),
    }));
  });
}

/** Origins by what they are: the resource their host name comes from, else the host name itself. */
const frontsByOrigin = oncePer((model: Model) => {
  const entries = frontsOf(model).flatMap(front => {
    const host = front.origin['DomainName'];
    const found = target(model, host) ?? domainOf(model, host);
    const vpcOrigin = target(model, at(front.origin, 'VpcOriginConfig.VpcOriginId'));
    const behind = vpcOrigin === undefined ? [] : mentions(model, { ...model.properties(vpcOrigin) });
    const keys = new Set<Resource | string>([
      ...(found === undefined ? mentions(model, host) : [found]),
      ...behind,
      ...(typeof host === 'string' ? [hostKey(host)] : []),
    ]);
    return [...keys].map(key => ({ key, front }));
  });
  return grouped(entries, ({ key }) => key);
});

function frontsBefore(model: Model, { hop }: Door): readonly Front[] {
  const index = frontsByOrigin(model);
  const named = hop.kind === 'domain' ? (index.get(hostKey(hop.name)) ?? []) : [];
  const fronts = [...(index.get(hop.where.resource) ?? []), ...named].map(({ front }) => front);
  return [...new Set(fronts)];
}

/** CloudFront puts the origin's path before what the viewer asked for, so what does not begin with it is out of reach. */
function viewerPath({ origin }: Front, path: string): string | undefined {
  const added = (text(origin['OriginPath']) ?? '').replace(/\/$/, '');
  if (added === '' || isOpen(path) || unknownIn(added) !== undefined) return path;
  return path === added || path.startsWith(`${added}/`) ? path.slice(added.length) : undefined;
}

const isOpen = (path: string): boolean => path === '$default' || path.startsWith(`/${anyBasePath}`);

/** The behaviours that forward a path to this origin. A path that stands for many may be asked for through several. */
function hopsOf(model: Model, front: Front, path: string): readonly Fronted[] {
  const found: Behaviour[] = [];
  const asked = isOpen(path) ? '/*' : path.replaceAll(/\{[^}]+\}/g, '*');
  for (const behaviour of front.behaviours) {
    const { pattern } = behaviour;
    const known = unknownIn(pattern) === undefined;
    const takes = !known || meet(pattern, asked);
    if ((takes || mayRewrite(model, behaviour)) && forwards(front, behaviour)) found.push(behaviour);
    // CloudFront takes the first behaviour that matches; one that matches whatever stands for a parameter ends the search.
    if (known && meet(pattern.replaceAll('?', anyOne), asked.replaceAll('*', anyOther))) break;
  }
  return found.map(({ path: behaviourPath, settings }) => ({
    hop: {
      kind: 'cloudfront',
      where: { resource: front.distribution },
      distribution: front.config,
      behaviour: settings,
      behaviourPath,
      origin: front.origin,
      originPath: front.originPath,
    },
    ...(front.doubt === undefined ? {} : { doubt: front.doubt }),
  }));
}

/** Characters of no path: what only a `*` matches for certain. */
const [anyOne, anyOther] = ['\u0001', '\u0002'];

/**
 * A function on the viewer's request may turn any path into any other (`/api/orders` into `/orders`): one whose code nobody
 * can read here, or that has to do with `request.uri`.
 */
const mayRewrite = (model: Model, { settings }: Behaviour): boolean =>
  objects(settings['LambdaFunctionAssociations']).length > 0 ||
  objects(settings['FunctionAssociations']).some(({ EventType, FunctionARN }) => {
    if (EventType === 'viewer-response') return false;
    const fn = target(model, FunctionARN);
    const code = fn === undefined ? undefined : text(model.properties(fn)['FunctionCode']);
    return code === undefined || unknownIn(code) !== undefined || code.includes('uri');
  });

/** A behaviour names an origin, or a group of origins that holds it. */
function forwards({ config, origin }: Front, { settings }: Behaviour): boolean {
  const named = settings['TargetOriginId'];
  if (named === origin['Id']) return true;
  return objects(at(config, 'OriginGroups.Items'))
    .filter(group => group['Id'] === named)
    .some(group => objects(at(group, 'Members.Items')).some(member => member['OriginId'] === origin['Id']));
}
