import type { Route } from '../guard/routes';

export const routes = [
  {
    method: 'POST',
    path: '/transfers',
    scope: 'transfers.write',
    action: 'createTransfer',
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
