import type { LayerName } from '../../lib/chain';
import type { Ablation, Drill, DrillResult, Outcome, Sighting } from './types';

/** What was seen of a drill with its layer taken away, or why that could not be seen. */
export type Without = { readonly sighting: Sighting } | { readonly failure: string };

/** The verdict on a drill. Every reason names the layer that is at fault. */
export function judge(drill: Drill, whole: Sighting, without: Without, ablation: Ablation): DrillResult {
  const why = faultOfChain(drill, whole, ablation) ?? faultWithout(drill, without, ablation);
  return {
    drill,
    stoppedBy: whole.stoppedBy,
    saw: whole.attack.saw,
    twinServed: whole.twin?.served === true,
    ...('sighting' in without
      ? { withoutLayer: { stoppedBy: without.sighting.stoppedBy, saw: without.sighting.attack.saw } }
      : {}),
    passed: why === undefined,
    ...(why === undefined ? {} : { why }),
  };
}

/** What the whole chain did wrong: the layer did not stop the attack, or the twin was not served. Undefined where it did right. */
export const faultOfChain = (drill: Drill, whole: Sighting, ablation: Ablation): string | undefined =>
  faultOfWhole(drill, whole, ablation) ?? faultOfTwin(drill, whole);

/** The verdict on a drill that could not be run on the whole chain. */
export const notRun = (drill: Drill, failure: string): DrillResult => ({
  drill,
  stoppedBy: [],
  saw: 'not run',
  twinServed: false,
  passed: false,
  why: `${drill.layer}: could not drill "${drill.title}": ${failure}`,
});

function faultOfWhole(
  { layer, title }: Drill,
  { attack, stoppedBy }: Sighting,
  { what }: Ablation,
): string | undefined {
  if (attack.served) return `${layer} did not stop "${title}": it was served (${attack.saw}). Perhaps ${what}.`;
  if (!stoppedBy.includes(layer))
    return `${layer} did not stop "${title}": ${names(stoppedBy)} did (${attack.saw}). Perhaps ${what}.`;
  return undefined;
}

function faultOfTwin({ layer, title }: Drill, { twin, twinStoppedBy = [] }: Sighting): string | undefined {
  if (twin?.served === true) return undefined;
  const by = twinStoppedBy.length === 0 ? '' : ` by ${names(twinStoppedBy)}`;
  return `${layer}: the honest twin of "${title}" was refused${by} (${saw(twin)})`;
}

function faultWithout({ layer, behind, title }: Drill, without: Without, { what }: Ablation): string | undefined {
  if ('failure' in without) return `${layer}: could not drill "${title}" without it: ${without.failure}`;
  const { attack, stoppedBy } = without.sighting;
  if (stoppedBy.includes(layer))
    return `${layer} still stopped "${title}" although ${what}: the edit takes nothing away`;
  if (behind !== undefined && !stoppedBy.includes(behind))
    return attack.served
      ? `${behind} did not stop "${title}" with ${layer} taken away: it was served (${attack.saw})`
      : `${behind} did not stop "${title}" with ${layer} taken away: ${names(stoppedBy)} did (${attack.saw})`;
  return undefined;
}

const names = (layers: readonly LayerName[]): string => (layers.length === 0 ? 'no layer' : layers.join(' and '));
const saw = (outcome: Outcome | undefined): string => outcome?.saw ?? 'nothing';
