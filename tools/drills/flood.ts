import type { LayerName } from '../../lib/chain';
import { outcomeOf } from './outcome';
import type { Answer, Field, Outcome } from './types';

interface Flood {
  /** The layer whose stop ends the flood. */
  readonly until: LayerName;
  /** Requests at most. */
  readonly cap: number;
  readonly atOnce?: number;
}

/**
 * Sends requests, many at once, until the layer stops one or the cap is reached: a flood never outlives its purpose. Then
 * one more, alone: its answer is what the flooder now sees.
 */
export async function flood(
  { chain: { ledger } }: Pick<Field, 'chain'>,
  { until, cap, atOnce = 24 }: Flood,
  send: (i: number) => Promise<Answer>,
): Promise<Outcome> {
  let sent = 0;
  let stopped = false;
  let mark = ledger.mark();
  const worker = async (): Promise<void> => {
    while (!stopped && sent < cap) {
      await send(sent++);
      const news = ledger.since(mark);
      mark = ledger.mark();
      stopped ||= news.some(({ layer, outcome }) => layer === until && outcome === 'stopped');
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const { served, saw } = outcomeOf(await send(sent));
  return { served, saw: `${saw} after ${sent}` };
}
