import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { keyOf, placed } from './assembly';
import { createCustomResources } from './custom-resource';
import { publicCa as publicCaOfThisProcess } from './public-ca';
import { defaultProvider, nameProviders } from './providers/names';
import { standinProviders } from './providers/standins';
import { createResolver } from './resolve';
import { startStandins } from './standins';
import type { S3Standin } from './standins/s3';
import {
  LocalError,
  type Assembly,
  type LambdaHost,
  type Ledger,
  type Live,
  type Placed,
  type Provider,
  type World,
} from './types';

export interface WorldOptions {
  readonly ledger: Ledger;
  /** `within` runs the functions as a later world describes them; without it there is one world only. */
  readonly lambda: LambdaHost & { readonly within?: (world: World) => LambdaHost };
  /** Providers of parts that run outside the world (tables, the token issuer), by resource type. */
  readonly providers?: Readonly<Record<string, Provider>>;
  /** Endpoints of such parts, for the SDK in a Lambda. */
  readonly endpoints?: Readonly<Record<string, string>>;
}

/** A world that can become the next one: its account stays, what the next assembly says differently is changed. */
export interface LivingWorld extends World {
  /** The same account as another assembly describes it. Nothing is changed before it is brought up there. */
  next(assembly: Assembly): LivingWorld;
  /** Takes away what the assembly after this one no longer has. */
  retire(after: World): Promise<void>;
  stop(): Promise<void>;
}

/** Makes the world of an assembly: nothing is brought up yet, but whatever is referred to will be, once. */
export async function createWorld(assembly: Assembly, options: WorldOptions): Promise<LivingWorld> {
  const [standins, publicCa] = await Promise.all([startStandins(), publicCaOfThisProcess()]);
  const customResources = createCustomResources();
  const providers: Readonly<Record<string, Provider>> = {
    ...nameProviders,
    ...standinProviders(standins),
    ...options.providers,
  };
  const uploaded = new Set<string>();
  const hosts = new Map<string, number>();
  const grow = (assembly: Assembly, before?: World): LivingWorld => {
    upload(assembly, standins.s3, uploaded);
    const custom: Provider = async (resource, world) => {
      await Promise.all(deployedBefore(assembly, resource).map(each => world.live(each)));
      const was = await previously(before, resource);
      return was === undefined ? customResources.create(resource, world) : customResources.update(resource, was, world);
    };
    const live = createLives(async resource => {
      const { type } = resource;
      if (isCustom(type)) return custom(resource, world);
      // What only has a name is named again; what holds something stays what it is.
      const kept = type in nameProviders || !(type in providers) ? undefined : await previously(before, resource);
      return kept ?? (providers[type] ?? defaultProvider)(resource, world);
    });
    const world: LivingWorld = {
      assembly,
      ...createResolver(assembly, resource => live.live(resource)),
      ...live,
      hosts,
      publicCa,
      certificate: arn => standins.acm.certificate(arn),
      object: (bucket, key, version) => standins.s3.object(bucket, key, version),
      keyValueStore: arn => standins.keyValueStores.reader(arn),
      endpoints: { ...standins.endpoints, ...options.endpoints },
      ledger: options.ledger,
      get lambda() {
        return before === undefined ? options.lambda : (options.lambda.within?.(world) ?? options.lambda);
      },
      next: after => grow(after, world),
      async retire(after) {
        const gone = assembly.stacks.flatMap(placed).filter(each => isCustom(each.type) && !isIn(after.assembly, each));
        await Promise.all(gone.map(async each => customResources.remove(each, await world.live(each), world)));
      },
      async stop() {
        await Promise.all([customResources.stop(), standins.stop()]);
      },
    };
    return world;
  };
  return grow(assembly);
}

const find = ({ stacks }: Assembly, { stack, logicalId, type }: Placed): Placed | undefined =>
  stacks
    .filter(({ name }) => name === stack.name)
    .flatMap(placed)
    .find(each => each.logicalId === logicalId && each.type === type);

const isIn = (assembly: Assembly, resource: Placed): boolean => find(assembly, resource) !== undefined;

/** What a resource is now, before the deployment that comes. */
async function previously(before: World | undefined, resource: Placed): Promise<Live | undefined> {
  const was = before === undefined ? undefined : find(before.assembly, resource);
  return was === undefined ? undefined : before?.live(was);
}

/** What the CLI would have uploaded before CloudFormation begins. */
function upload({ stacks }: Assembly, s3: S3Standin, buckets: Set<string>): void {
  for (const { region, uploads } of stacks)
    for (const { bucket, key, path } of uploads?.() ?? []) {
      if (!buckets.has(bucket)) s3.createBucket({ name: bucket, region, versioned: true });
      buckets.add(bucket);
      s3.put(bucket, key, readFileSync(path));
    }
}

const isCustom = (type: string): boolean =>
  type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';

/** Resources that a function finds through the account, by name, and not through a reference. */
const foundByName = (type: string): boolean =>
  isCustom(type) || type === 'AWS::S3::Bucket' || type === 'AWS::KMS::Key' || type === 'AWS::KMS::Alias';

/**
 * What stands in the account when a custom resource runs: the stacks deployed before its own, and what it depends on in its
 * own stack. Nothing crosses a Region by reference, so references alone would not bring these up.
 */
function deployedBefore(assembly: Assembly, resource: Placed): Placed[] {
  const { DependsOn = [] } = resource.stack.template.Resources[resource.logicalId] ?? {};
  const dependencies = [DependsOn].flat();
  const stacksBefore = assembly.stacks.slice(0, assembly.stacks.indexOf(resource.stack));
  return [
    ...stacksBefore.flatMap(placed).filter(({ type }) => foundByName(type)),
    ...placed(resource.stack).filter(
      ({ logicalId, type }) => dependencies.includes(logicalId) || (foundByName(type) && !isCustom(type)),
    ),
  ];
}

interface Lives {
  readonly live: World['live'];
  readonly byIdentity: World['byIdentity'];
}

/** Brings each resource up once, and names a circle instead of waiting for ever. */
function createLives(bringUp: (resource: Placed) => Promise<Live>): Lives {
  const started = new Map<string, Promise<Live>>();
  const identities = new Map<string, Placed>();
  const waits = new Map<string, Set<string>>();
  const current = new AsyncLocalStorage<string>();

  const start = async (resource: Placed): Promise<Live> => {
    const live = await current.run(keyOf(resource), () => bringUp(resource));
    for (const identity of [live.ref, live.attributes['Arn']])
      if (typeof identity === 'string') identities.set(identity, resource);
    return live;
  };

  return {
    byIdentity: refOrArn => identities.get(refOrArn),
    async live(resource) {
      const key = keyOf(resource);
      const asker = current.getStore();
      const circle = asker === undefined ? undefined : pathBetween(waits, key, asker);
      if (asker !== undefined && circle !== undefined)
        throw new LocalError(`resources refer to each other in a circle: ${[asker, ...circle].join(' → ')}`);
      const awaited = asker === undefined ? new Set<string>() : (waits.get(asker) ?? new Set());
      if (asker !== undefined) waits.set(asker, awaited.add(key));
      let live = started.get(key);
      if (live === undefined) started.set(key, (live = start(resource)));
      try {
        return await live;
      } finally {
        awaited.delete(key);
      }
    },
  };
}

/** The resources on the way from one that is being brought up to another it waits for, or undefined. */
function pathBetween(waits: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): string[] | undefined {
  if (from === to) return [to];
  for (const next of waits.get(from) ?? []) {
    const rest = pathBetween(waits, next, to);
    if (rest !== undefined) return [from, ...rest];
  }
  return undefined;
}
