import { setTimeout as delay } from 'node:timers/promises';
import colors from 'picocolors';
import { layersOf, type LayerName } from '../../lib/chain';
import { createAddresses, createField, type Site } from '../../tools/drills/field';
import { listAccounts } from '../../tools/drills/wallet';
import type { Answer } from '../../tools/drills/types';
import type { LedgerEntry } from '../../tools/local/types';

/** One honest request and what each layer recorded of it. */
export interface Walk {
  readonly answer: Answer;
  readonly steps: readonly { readonly layer: LayerName; readonly entry: LedgerEntry | undefined }[];
}

const patienceMs = 3_000;

/** Sends one honest request through every layer. */
export async function walk(site: Site): Promise<Walk> {
  const { ledger, system } = site.chain;
  const field = createField(site, createAddresses());
  try {
    const mark = ledger.mark();
    const answer = await field.call(listAccounts(field));
    const steps = () => {
      const entries = ledger.since(mark);
      return layersOf(system.profile, system.ingress)
        .filter(({ observer }) => observer !== true)
        .map(({ name }) => ({ layer: name, entry: entries.find(({ layer }) => layer === name) }));
    };
    // A function's own line arrives a moment after its answer.
    const deadline = Date.now() + patienceMs;
    while (steps().some(({ entry }) => entry === undefined) && Date.now() < deadline) await delay(10);
    return { answer, steps: steps() };
  } finally {
    await field.close();
  }
}

/** What is wrong with a walk, in one sentence that names the layer; undefined when it was served by all of them. */
export function faultOf({ answer, steps }: Walk): string | undefined {
  const silent = steps.filter(({ entry }) => entry === undefined).map(({ layer }) => layer);
  const stopped = steps.findIndex(({ entry }) => entry?.outcome === 'stopped');
  const stopper = steps[stopped];
  const unheard = (names: readonly string[]): string =>
    names.length === 0 ? '' : `, and ${names.join(', ')} recorded nothing of it`;
  if (stopper !== undefined) {
    const before = steps.slice(0, stopped).map(({ layer }) => layer);
    const hint = unheard(before.filter(layer => silent.includes(layer)));
    return `${stopper.layer} refused an honest request: ${stopper.entry?.reason}${hint}`;
  }
  if (answer.status !== 200)
    return `an honest request was not served: ${answer.error ?? answer.status}${unheard(silent)}`;
  return silent.length === 0 ? undefined : `${silent.join(', ')} recorded nothing of an honest request`;
}

export function walkLines({ answer, steps }: Walk): string[] {
  return [
    `An honest request: GET /accounts ${answer.status === 0 ? answer.error : answer.status}`,
    ...steps.map(({ layer, entry }) => {
      const evidence =
        entry === undefined ? 'nothing recorded' : [entry.reason, entry.detail].filter(Boolean).join(', ');
      const sign = entry?.outcome === 'passed' ? colors.green('ok  ') : colors.red('FAIL');
      return ` ${sign} ${layer.padEnd(12)} ${colors.dim(evidence.slice(0, 80))}`;
    }),
  ];
}
