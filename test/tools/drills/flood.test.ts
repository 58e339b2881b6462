import { flood } from '../../../tools/drills/flood';
import type { Answer } from '../../../tools/drills/types';
import { createLedger } from '../../../tools/local/ledger';
import type { LocalChain } from '../../../tools/local/types';

const answer = (status: number, id: string): Answer => ({ status, headers: { 'x-amz-cf-id': id }, body: '' });

/** A chain whose web ACL stops everything after so many requests. */
function limited(limit: number) {
  const ledger = createLedger();
  let requests = 0;
  const send = async (): Promise<Answer> => {
    requests += 1;
    const requestId = `request ${requests}`;
    if (requests <= limit) return answer(200, requestId);
    ledger.record({ layer: 'waf', outcome: 'stopped', reason: 'rule', requestId });
    return answer(403, requestId);
  };
  return { chain: { ledger } as LocalChain, send, requests: () => requests };
}

test('ends at the first stop of the layer, and shows what the flooder sees then', async () => {
  const { chain, send, requests } = limited(300);
  const outcome = await flood({ chain }, { until: 'waf', cap: 1_000, atOnce: 8 }, send);
  expect(outcome).toEqual({ served: false, saw: expect.stringMatching(/^403 after 30\d$/) as string });
  expect(requests()).toBeLessThan(320);
});

test('ends at the cap where nothing stops it', async () => {
  const { chain, send, requests } = limited(Infinity);
  await expect(flood({ chain }, { until: 'waf', cap: 50 }, send)).resolves.toEqual({
    served: true,
    saw: '200 after 50',
  });
  expect(requests()).toBe(50);
});

test('does not end at the stop of another layer', async () => {
  const { chain, send, requests } = limited(10);
  await flood({ chain }, { until: 'gateway', cap: 50 }, send);
  expect(requests()).toBe(50);
});

test('counts only what is recorded after it began', async () => {
  const { chain, send, requests } = limited(40);
  chain.ledger.record({ layer: 'waf', outcome: 'stopped', reason: 'before' });
  await flood({ chain }, { until: 'waf', cap: 100, atOnce: 1 }, send);
  expect(requests()).toBe(41);
});
