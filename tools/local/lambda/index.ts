import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyOf } from '../assembly';
import { LocalError, type LambdaHost, type Placed, type World } from '../types';
import { createPool, type Pool } from './pool';
import { assertPayload, startProcess, type FunctionProcess } from './process';
import { readSettings, type FunctionSettings, type Workplace } from './settings';
import { startWatchdog, type Watchdog } from './watchdog';

export { LambdaError } from './error';

/** A process costs 60 MB and starts in 100 ms, so one waits for the next request and a burst starts the others again. */
const warmProcesses = 1;
const idleMs = 2_000;
/** Most functions are asked now and then: what waits for its next hour is memory of the others. */
const coolMs = 15_000;

/**
 * Runs the functions of the templates in processes of their own, each started when first needed. The world is asked for
 * late, because it is built around this host.
 */
export function createLambdaHost(getWorld: () => World): LambdaHost & {
  /** The same functions as another world describes them: a deployment's new code and environment, beside the old ones. */
  readonly within: (world: World) => LambdaHost;
  /**
   * Ends the processes that ran so far, once they have answered, but for those that the world that is kept has as they are: what a deployment
   * changed or took away is not asked again.
   */
  rest(kept?: World): Promise<void>;
} {
  const listeners: ((functionName: string, line: string) => void)[] = [];
  const pools = new Map<World, Map<string, Promise<Pool>>>();
  /** As on AWS, a deployment leaves a function alone whose code and settings stay, and its processes run on. */
  const unchanged = new Map<string, { readonly pool: Pool; settings: FunctionSettings }>();
  const poolsOf = async (of: Iterable<Map<string, Promise<Pool>>>): Promise<Set<Pool>> => {
    const settled = await Promise.allSettled([...of].flatMap(own => [...own.values()]));
    return new Set(settled.flatMap(pool => (pool.status === 'fulfilled' ? pool.value : [])));
  };
  let ground: Ground | undefined;

  const open = async (resource: Placed, world: World): Promise<Pool> => {
    ground ??= breakGround(world);
    const { workplace, watchdog } = ground;
    const settings = await readSettings(resource, world, workplace);
    const print = (line: string): void => listeners.forEach(listener => listener(settings.name, line));
    const identity = `${keyOf(resource)} ${identityOf(settings)}`;
    const known = unchanged.get(identity);
    if (known !== undefined) {
      // Its next process starts from where the code lies now: the assembly before may be gone.
      known.settings = settings;
      return known.pool;
    }
    const start = (): FunctionProcess => startProcess(opened.settings, watchdog, print);
    const pool = createPool(start, { limit: settings.concurrency, warm: warmProcesses, idleMs, coolMs });
    const opened = { pool, settings };
    unchanged.set(identity, opened);
    return pool;
  };

  const poolOf = (resource: Placed, world: World): Promise<Pool> => {
    // By place, because one function has two identities: its name and its ARN.
    const place = keyOf(resource);
    const own = pools.get(world) ?? new Map<string, Promise<Pool>>();
    pools.set(world, own);
    const pool = own.get(place) ?? open(resource, world);
    own.set(place, pool);
    return pool;
  };

  const invokeIn = async (world: World, identity: string, event: unknown): Promise<unknown> => {
    assertPayload(event);
    return (await poolOf(functionNamed(identity, world), world)).invoke(event);
  };
  const host = {
    invoke: (identity: string, event: unknown) => invokeIn(getWorld(), identity, event),
    onLine: (listener: (functionName: string, line: string) => void) => void listeners.push(listener),
    async rest(kept?: World) {
      const ran = new Set([...pools.values()].flatMap(own => [...own.keys()]));
      const stay = new Set<Pool>();
      if (kept !== undefined)
        for (const resource of kept.assembly.ofType('AWS::Lambda::Function'))
          if (ran.has(keyOf(resource))) stay.add(await poolOf(resource, kept));
      for (const pool of await poolsOf(pools.values())) if (!stay.has(pool)) pool.rest();
    },
    async stop() {
      await Promise.all([...(await poolsOf(pools.values()))].map(pool => pool.stop()));
      await ground?.watchdog.stop();
    },
  };
  return {
    ...host,
    within: world => ({ ...host, invoke: (identity, event) => invokeIn(world, identity, event) }),
  };
}

/** All that a process is made from, but for where the code lies: the same asset stands in every assembly that has it. */
const identityOf = ({ directory: _directory, environment, ...settings }: FunctionSettings): string =>
  JSON.stringify({ ...settings, environment: { ...environment, LAMBDA_TASK_ROOT: undefined } });

interface Ground {
  readonly workplace: Workplace;
  readonly watchdog: Watchdog;
}

/** Made with the first function, because most tests and every mere reading of templates run none. */
function breakGround({ publicCa }: World): Ground {
  const directory = mkdtempSync(join(tmpdir(), 'portcullis-lambda-'));
  const workplace = { directory, caFile: join(directory, 'public-ca.pem') };
  writeFileSync(workplace.caFile, publicCa.certificate);
  return { workplace, watchdog: startWatchdog(directory) };
}

function functionNamed(identity: string, world: World): Placed {
  const resource = world.byIdentity(identity);
  if (resource?.type === 'AWS::Lambda::Function') return resource;
  throw new LocalError(`lambda: ${identity} is no AWS::Lambda::Function that was brought up`);
}
