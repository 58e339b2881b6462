import type { Route } from '../guard/routes';

const managed = { profiles: ['managed'] } as const;

const keyOnce = {
  by: 'service',
  reason: 'The registry takes a key once, in the transaction that records its certificate; the answer is not repeated.',
} as const;

export const routes = [
  {
    ...managed,
    // A device without a certificate passes no handshake of the API, so it comes through a door that serves nothing else.
    ingresses: ['edge'],
    door: 'enrol',
    method: 'POST',
    path: '/enrolment/devices',
    scope: 'devices.write',
    action: 'enrolDevice',
    once: keyOnce,
    // Above what one address may take (config, waf.perAddress), so that no single caller closes the door for the rest.
    throttle: { rate: 20, burst: 40 },
  },
  {
    ...managed,
    method: 'GET',
    path: '/devices',
    scope: 'devices.read',
    action: 'listDevices',
    throttle: { rate: 50, burst: 100 },
  },
  {
    ...managed,
    method: 'POST',
    path: '/devices/{deviceId}/certificates',
    scope: 'devices.write',
    action: 'renewDevice',
    once: keyOnce,
    throttle: { rate: 10, burst: 20 },
  },
  {
    ...managed,
    method: 'DELETE',
    path: '/devices/{deviceId}',
    scope: 'devices.write',
    action: 'revokeDevice',
    once: {
      by: 'method',
      reason: 'A certificate that is revoked stays revoked, with the time and reason of the first.',
    },
    throttle: { rate: 10, burst: 20 },
  },
] as const satisfies readonly Route[];
