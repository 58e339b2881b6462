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
 * Sends requests, many at once, until the layer stops one or the cap is reached: a flood never outlives its purpose. What
 * the flooder saw is the answer to the request that was stopped, or to the last one.
 */
export async function flood(
  { chain: { ledger } }: Pick<Field, 'chain'>,
  { until, cap, atOnce = 24 }: Flood,
  send: (i: number) => Promise<Answer>,
): Promise<Outcome> {
  let sent = 0;
  let mark = ledger.mark();
  let last: Answer | undefined;
  let stopped: Answer | undefined;
  const stops = new Set<string | undefined>();
  const worker = async (): Promise<void> => {
    while (stops.size === 0 && sent < cap) {
      last = await send(sent++);
      // Read once and by all: the entry of this answer may be among the news of another worker.
      for (const { layer, outcome, requestId } of ledger.since(mark))
        if (layer === until && outcome === 'stopped') stops.add(requestId);
      mark = ledger.mark();
      if (stops.has(requestIdOf(last))) stopped ??= last;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const answer = stopped ?? last;
  if (answer === undefined) return { served: false, saw: 'nothing' };
  const { served, saw } = outcomeOf(answer);
  return { served, saw: `${saw} after ${sent}` };
}

/** Whoever the client calls, CloudFront or a REST API, tells it the id under which everyone recorded the request. */
const requestIdOf = ({ headers }: Answer): string | undefined => {
  const id = headers['x-amz-cf-id'] ?? headers['x-amzn-requestid'];
  return typeof id === 'string' ? id : undefined;
};
