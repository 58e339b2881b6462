import type { Route } from '../guard/routes';

export const routes = [
  {
    method: 'GET',
    path: '/accounts',
    scope: 'accounts.read',
    action: 'listAccounts',
    throttle: { rate: 100, burst: 200 },
  },
  {
    method: 'GET',
    path: '/accounts/{accountId}',
    scope: 'accounts.read',
    action: 'readAccount',
    throttle: { rate: 100, burst: 200 },
  },
] as const satisfies readonly Route[];
