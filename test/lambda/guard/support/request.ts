import type { Request } from '../../../../lambda/guard/call';
import type { Route } from '../../../../lambda/guard/routes';

/** A request as a stage sees it; a test says what matters to it. */
export const request = (other: Partial<Request> = {}): Request => ({
  id: 'gateway-1',
  edgeId: undefined,
  correlationId: 'gateway-1',
  routeKey: 'GET /accounts',
  clientCertificate: undefined,
  headers: {},
  path: {},
  query: {},
  body: undefined,
  bodyIsBase64: false,
  ...other,
});

const throttle = { rate: 1, burst: 1 };

export const row: Route = {
  method: 'GET',
  path: '/accounts',
  scope: 'accounts.read',
  action: 'listAccounts',
  throttle,
};

export const publicRow: Route = {
  method: 'GET',
  path: '/health',
  auth: null,
  reason: 'answers monitors, which have no token',
  action: 'health',
  throttle,
};
