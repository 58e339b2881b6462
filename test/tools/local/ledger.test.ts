import { createLedger } from '../../../tools/local/ledger';
import { serviceEntry } from '../../../tools/local/service-log';

test('a mark gives what came after it', () => {
  const ledger = createLedger(() => 7);
  ledger.record({ layer: 'tls', outcome: 'passed', reason: 'handshake' });
  const mark = ledger.mark();
  expect(ledger.since(mark)).toEqual([]);
  ledger.record({ layer: 'waf', outcome: 'stopped', reason: 'rule Flood', requestId: 'r' });
  expect(ledger.since(mark)).toEqual([
    { at: 7, layer: 'waf', outcome: 'stopped', reason: 'rule Flood', requestId: 'r' },
  ]);
});

test('a flood does not fill the memory, and marks set before it stay true', () => {
  const ledger = createLedger();
  const before = ledger.mark();
  for (let n = 0; n < 250_000; n++) ledger.record({ layer: 'waf', outcome: 'stopped', reason: String(n) });
  expect(ledger.since(before).length).toBeLessThanOrEqual(200_000);
  const mark = ledger.mark();
  ledger.record({ layer: 'tls', outcome: 'passed', reason: 'after' });
  expect(ledger.since(mark).map(({ reason }) => reason)).toEqual(['after']);
});

const line = (fields: Record<string, unknown>): string => JSON.stringify({ layer: 'service', ...fields });

test.each([
  [line({ message: 'served', stage: 'handler', route: 'GET /accounts', edgeRequestId: 'e' }), 'passed', 'served', 'e'],
  [
    line({ message: 'refused', stage: 'token', code: 'token_expired', status: 401, edgeRequestId: 'e' }),
    'stopped',
    'token_expired',
    'e',
  ],
  [
    line({ message: 'refused', stage: 'hop', code: 'hop_certificate_missing' }),
    'stopped',
    'hop_certificate_missing',
    undefined,
  ],
  [
    line({ message: 'replayed', stage: 'handler', code: 'idempotent_replay' }),
    'stopped',
    'idempotent_replay',
    undefined,
  ],
])('the guard says %s', (text, outcome, reason, requestId) => {
  expect(serviceEntry(text)).toMatchObject({ layer: 'service', outcome, reason, ...(requestId && { requestId }) });
});

test.each(['hello', '{broken', '{}', '"text"', line({ message: 'failed' }), JSON.stringify({ message: 'served' })])(
  'a line that is not the guard speaking of a request is none: %s',
  text => {
    expect(serviceEntry(text)).toBeUndefined();
  },
);
