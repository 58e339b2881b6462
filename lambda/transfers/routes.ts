import type { Route } from '../guard/routes';

export const routes = [
  {
    method: 'POST',
    path: '/transfers',
    scope: 'transfers.write',
    action: 'createTransfer',
    once: { by: 'service', reason: 'The transfer is its own record, written in the transaction that moves the money.' },
    throttle: { rate: 50, burst: 100 },
  },
  {
    method: 'GET',
    path: '/transfers/{transferId}',
    scope: 'transfers.read',
    action: 'readTransfer',
    throttle: { rate: 100, burst: 200 },
  },
] as const satisfies readonly Route[];
