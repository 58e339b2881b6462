import { unknownIn, mentions, target } from '../marks';
import type { Path } from '../graph/types';
import type { Model, Resource } from '../model';
import type { Context } from '../rule';
import { alarmsOf, type Alarm } from './alarms';
import { grouped, oncePer } from './once-per';
import { publishedBy } from './publishers';
import { subjectOf } from './subjects';
import { attachedTo } from './web-acl';

/** More than stands around any one route; a template in which everything names everything is not followed for ever. */
const most = 300;

/** What a path is made of, and everything that names: its tables and logs, its user pool and web ACLs, its certificates. */
function around(path: Path, context: Context): ReadonlySet<Resource> {
  let found = surroundings.get(path);
  if (found === undefined) surroundings.set(path, (found = spread(path, context)));
  return found;
}

const surroundings = new WeakMap<Path, ReadonlySet<Resource>>();

function spread(path: Path, context: Context): ReadonlySet<Resource> {
  const { model, once } = context;
  const { route, api, stage, hops } = path;
  const own = [
    ...hops.map(({ where }) => where),
    api.where,
    stage?.where,
    route.where,
    route.integration.where,
    route.authorization.authorizer,
  ];
  const found = new Set(own.flatMap(where => where?.resource ?? []));
  const add = (resource: Resource | undefined): unknown =>
    resource !== undefined && found.size < most && found.add(resource);
  add(route.integration.function);
  add(attachedTo(path, context)?.acl);
  for (const resource of found) {
    for (const named of once('named', resource, () => mentions(model, context.properties(resource)))) add(named);
    for (const { acl } of associated(model).get(resource) ?? []) add(acl);
  }
  return found;
}

const associated = oncePer((model: Model) =>
  grouped(
    model.ofType('AWS::WAFv2::WebACLAssociation').map(association => {
      const { ResourceArn, WebACLArn } = model.properties(association);
      return { of: target(model, ResourceArn), acl: target(model, WebACLArn) };
    }),
    ({ of }) => of,
  ),
);

/** The web ACLs that a caller meets: the one before the route, and the one before signing in. */
export function aclsAround(path: Path, context: Context): readonly Resource[] {
  return [...around(path, context)].filter(({ type }) => type === 'AWS::WAFv2::WebACL');
}

interface Index {
  readonly byResource: ReadonlyMap<Resource, readonly Alarm[]>;
  /** Alarms that lead to no resource of the model, by stack: whatever they were meant for stands around there. */
  readonly adrift: ReadonlyMap<string, readonly Alarm[]>;
}

const index = oncePer((model: Model): Index => {
  const led = alarmsOf(model).map(alarm => ({ alarm, to: leadsTo(model, alarm) }));
  const pairs = led.flatMap(({ alarm, to }) => to.resources.map(resource => ({ alarm, resource })));
  const lost = led.filter(({ to }) => to.adrift).map(({ alarm }) => alarm);
  const byResource = grouped(pairs, ({ resource }) => resource);
  return {
    byResource: new Map([...byResource].map(([resource, found]) => [resource, found.map(({ alarm }) => alarm)])),
    adrift: grouped(lost, ({ resource }) => resource.stack.name),
  };
});

function leadsTo(
  model: Model,
  { watched }: Alarm,
): { readonly resources: readonly Resource[]; readonly adrift: boolean } {
  const resources = new Set<Resource>();
  let adrift = watched.length === 0;
  for (const metric of watched) {
    const subject = subjectOf(model, metric);
    if (subject !== undefined && 'resource' in subject) resources.add(subject.resource);
    else if (subject !== undefined) adrift = true;
    const values = [...metric.dimensions.values()];
    for (const named of mentions(model, values)) resources.add(named);
    const { namespace = '', name = '', dimensions } = metric;
    if (!namespace.startsWith('AWS/')) {
      const { by, wrong, unknown } = publishedBy(model, namespace, name, dimensions);
      for (const publisher of by) resources.add(publisher);
      adrift ||= wrong !== undefined || unknown !== undefined;
    }
    adrift ||= unknownIn(values) !== undefined;
  }
  return { resources: [...resources], adrift: adrift || resources.size === 0 };
}

/** The alarms that have to do with a path: those on what stands around it, and those there that lead nowhere. */
export function alarmsAround(path: Path, context: Context): readonly Alarm[] {
  let found = known.get(path);
  if (found === undefined) known.set(path, (found = gather(path, context)));
  return found;
}

const known = new WeakMap<Path, readonly Alarm[]>();

function gather(path: Path, context: Context): readonly Alarm[] {
  const { byResource, adrift } = index(context.model);
  const resources = around(path, context);
  const found = new Set([...resources].flatMap(resource => byResource.get(resource) ?? []));
  // The topics that they tell are watched too.
  for (const { properties } of found)
    for (const topic of mentions(context.model, properties['AlarmActions']))
      for (const alarm of byResource.get(topic) ?? []) found.add(alarm);
  const stacks = new Set([...found].map(({ resource }) => resource.stack.name));
  stacks.add(path.api.where.resource.stack.name);
  for (const stack of stacks) for (const alarm of adrift.get(stack) ?? []) found.add(alarm);
  return [...found];
}
