import Table from 'cli-table3';
import colors from 'picocolors';
import type { LayerName } from '../../lib/chain';
import type { Sightings } from '../../tools/drills/run';
import type { Drill, DrillResult } from '../../tools/drills/types';

/** Tables for people: 100 columns, and readable without colour. */

const width = { layer: 12, title: 49, stopped: 22, without: 17 };

/** Layer × attack: who stopped it, and what becomes of it once that layer is taken away. */
export function attackTable(results: readonly DrillResult[]): string {
  const table = plainTable(['layer', 'attack', 'stopped by', 'without it']);
  let layer: LayerName | undefined;
  for (const { drill, stoppedBy, saw, withoutLayer, passed } of results) {
    table.push([
      drill.layer === layer ? '' : colors.bold(drill.layer),
      `${passed ? colors.green('ok  ') : colors.red('FAIL')} ${drill.title}`,
      passed ? told([drill.layer], saw) : told(stoppedBy, saw),
      without(drill, withoutLayer),
    ]);
    layer = drill.layer;
  }
  return table.toString();
}

/** Where honest requests are refused altogether, every twin is: told once, after what let attacks through. */
function reasons(failed: readonly DrillResult[]): string[] {
  const twinOnly = failed.filter(({ drill, stoppedBy, twinServed }) => stoppedBy.includes(drill.layer) && !twinServed);
  const others = failed.filter(result => !twinOnly.includes(result));
  const told = (results: readonly DrillResult[]) => results.map(({ why, drill }) => why ?? drill.layer);
  if (twinOnly.length <= 3) return told([...others, ...twinOnly]);
  return [...told(others), `${twinOnly.length} honest twins were refused, the first: ${told(twinOnly)[0]}`];
}

/** Who stopped what on one chain, without a verdict. */
export function sightingTable(drills: readonly Drill[], seen: Sightings): string {
  const table = plainTable(['layer', 'attack', 'stopped by']);
  for (const { id, layer, title } of drills) {
    const sighting = seen.get(id);
    table.push([
      layer,
      title,
      sighting === undefined || sighting instanceof Error
        ? colors.red(`not run: ${sighting?.message ?? 'no reason known'}`)
        : told(sighting.stoppedBy, sighting.attack.saw),
    ]);
  }
  return table.toString();
}

/** The sentences of the drills that failed, and the sum. */
export function verdictLines(results: readonly DrillResult[]): string[] {
  const failed = results.filter(({ passed }) => !passed);
  const caught = results.filter(({ withoutLayer }) => (withoutLayer?.stoppedBy.length ?? 0) > 0).length;
  const sum =
    failed.length === 0
      ? colors.green(
          `${results.length} attacks: each stopped by its layer, ${caught} by one behind when it was taken away`,
        )
      : colors.red(`${failed.length} of ${results.length} drills failed`);
  return [...reasons(failed).map(reason => `${colors.red('FAIL')} ${reason}`), sum];
}

/** The layer that was to catch it, when it did; of a flood, what it saw but not how long it took. */
function without({ behind }: Drill, seen: DrillResult['withoutLayer']): string {
  if (seen === undefined) return '-';
  const caught = behind !== undefined && seen.stoppedBy.includes(behind) ? [behind] : seen.stoppedBy;
  return told(caught, seen.saw.replace(/ after .*/, ''));
}

/** `waf (403)`: the layer, and what the client saw of it. */
function told(stoppedBy: readonly LayerName[], saw: string): string {
  const [first] = stoppedBy;
  return `${first ?? colors.dim('nobody')} ${colors.dim(`(${short(saw)})`)}`;
}

/** Transport errors are long and differ by platform; to the client, they are all a closed door. */
const short = (saw: string): string => (/^[A-Z]/.test(saw) ? 'refused' : saw);

function plainTable(head: string[]): InstanceType<typeof Table> {
  const none = '';
  return new Table({
    head: head.map(text => colors.dim(text)),
    colWidths: [width.layer, width.title, width.stopped, width.without].slice(0, head.length),
    wordWrap: true,
    style: { head: [], border: [], 'padding-left': 1, 'padding-right': 0 },
    chars: {
      top: none,
      'top-mid': none,
      'top-left': none,
      'top-right': none,
      bottom: none,
      'bottom-mid': none,
      'bottom-left': none,
      'bottom-right': none,
      left: none,
      'left-mid': none,
      mid: none,
      'mid-mid': none,
      right: none,
      'right-mid': none,
      middle: none,
    },
  });
}
