import { setTimeout as delay } from 'node:timers/promises';
import { layers, type LayerName } from '../../lib/chain';
import type { Assembly, Ledger, LocalChain } from '../local/types';
import { ablationOf } from './ablate';
import { createAddresses, createField, type OnAnswer, type OpenField, type Site } from './field';
import { judge, notRun, type Without } from './judge';
import type { Ablation, Drill, DrillResult, Field, Outcome, Sighting } from './types';

interface Patience {
  /** How long a refusal waits for the record of who stopped it, and twice that all that nobody recorded together. */
  readonly patienceMs?: number;
}

interface DrillOptions extends Patience {
  readonly twins: boolean;
  readonly onDrill?: (drill: Drill) => void;
  readonly onAnswer?: OnAnswer | undefined;
  /** From here on the chain only waits, and costs next to nothing. May be called more than once. */
  readonly onWait?: (() => void) | undefined;
}

/** What the runner needs from outside; tests give it chains that are not real. */
export interface Ground extends Patience {
  start(assembly: Assembly): Promise<LocalChain>;
  seed(chain: LocalChain): Promise<Site>;
}

/** What was seen of each drill, by id; an error where the drill could not be run. */
export type Sightings = ReadonlyMap<string, Sighting | Error>;

/**
 * Drills one chain: one drill after the other, so that what the ledger gains belongs to the drill that runs. Those that wait come
 * last.
 */
export async function drillChain(seeded: Site, drills: readonly Drill[], options: DrillOptions): Promise<Sightings> {
  const addresses = createAddresses();
  const patience = createPatience(options.patienceMs);
  const seen = new Map<string, Sighting | Error>();
  let site = seeded;
  const waiting = drills.filter(({ waits }) => waits);
  for (const drill of [...drills.filter(one => !waiting.includes(one)), ...waiting]) {
    if (drill.waits) options.onWait?.();
    options.onDrill?.(drill);
    let field: OpenField | undefined;
    try {
      site = (await site.renewed?.()) ?? site;
      field = createField(site, addresses, options.onAnswer);
      seen.set(drill.id, await sight(drill, field, { ...options, patience }));
    } catch (error) {
      seen.set(drill.id, error instanceof Error ? error : new Error(String(error)));
    } finally {
      await field?.close();
    }
  }
  return seen;
}

async function sight(
  drill: Drill,
  field: OpenField,
  { twins, patience }: Pick<DrillOptions, 'twins'> & { readonly patience: Waits },
): Promise<Sighting> {
  // The twin first: after a flood, nobody at that address is served.
  const twin = twins ? await watched(field, patience, () => drill.twin(field)) : undefined;
  const { outcome: attack, stoppedBy } = await watched(field, patience, () => drill.attack(field));
  return { attack, stoppedBy, ...(twin === undefined ? {} : { twin: twin.outcome, twinStoppedBy: twin.stoppedBy }) };
}

async function watched(
  { chain: { ledger } }: Pick<Field, 'chain'>,
  patience: Waits,
  act: () => Promise<Outcome>,
): Promise<{ outcome: Outcome; stoppedBy: LayerName[] }> {
  const mark = ledger.mark();
  const outcome = await act();
  const stops = () => stopsSince(ledger, mark);
  await delay(5);
  if (!outcome.served) await patience(() => stops().length > 0);
  return { outcome, stoppedBy: stops() };
}

/** The layers that recorded a stop. */
function stopsSince(ledger: Ledger, mark: number): LayerName[] {
  const stopped = ledger.since(mark).filter(({ outcome }) => outcome === 'stopped');
  return layers.map(({ name }) => name).filter(name => stopped.some(({ layer }) => layer === name));
}

/** Waits until it is so, or no longer. */
type Waits = (isSo: () => boolean) => Promise<void>;

const leastMs = 100;

/**
 * What a function logs arrives a moment after its answer, so a refusal without a record is given time to get one. Of a chain in which one
 * record after the other never comes, because a service falls over whatever it is asked, it is not waited for in full each time.
 */
function createPatience(patienceMs = 3_000): Waits {
  let left = 2 * patienceMs;
  return async isSo => {
    const began = Date.now();
    const deadline = began + Math.min(patienceMs, Math.max(left, leastMs));
    while (!isSo() && Date.now() < deadline) await delay(10);
    if (!isSo()) left -= Date.now() - began;
  };
}

/** Drills a chain that has lost a layer, and stops it. Gives why it could not be started instead of throwing. */
export async function drillWithout(
  ground: Ground,
  assembly: Assembly,
  ablation: Ablation,
  drills: readonly Drill[],
  onWait?: DrillOptions['onWait'],
): Promise<ReadonlyMap<string, Without>> {
  const all = (without: (drill: Drill) => Without) => new Map(drills.map(drill => [drill.id, without(drill)]));
  let chain: LocalChain | undefined;
  try {
    chain = await ground.start(assembly.edited(stacks => ablation.edit(stacks)));
    const seen = await drillChain(await ground.seed(chain), drills, { ...ground, twins: false, onWait });
    return all(({ id }) => {
      const sighting = seen.get(id);
      return sighting === undefined || sighting instanceof Error
        ? { failure: sighting?.message ?? 'it did not run' }
        : { sighting };
    });
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return all(() => ({ failure }));
  } finally {
    await chain?.stop();
  }
}

/** The verdicts, in the order of the drills. */
export function verdicts(
  drills: readonly Drill[],
  whole: Sightings,
  without: ReadonlyMap<string, Without>,
): DrillResult[] {
  return drills.map(drill => {
    const seen = whole.get(drill.id);
    const ablation = ablationOf(drill.layer);
    if (ablation === undefined) return notRun(drill, 'the layer has no named edit');
    if (seen === undefined || seen instanceof Error) return notRun(drill, seen?.message ?? 'it did not run');
    return judge(drill, seen, without.get(drill.id) ?? { failure: 'it did not run' }, ablation);
  });
}

/** The drills of every layer that has some, in the order a request meets the layers. */
export function byLayer(drills: readonly Drill[]): { layer: LayerName; drills: Drill[] }[] {
  return layers
    .map(({ name }) => ({ layer: name, drills: drills.filter(({ layer }) => layer === name) }))
    .filter(group => group.drills.length > 0);
}
