import type { Route } from '../guard/routes';

const people = ['consumer', 'managed'] as const;
const twiceIsOnce = { by: 'method', reason: 'What is ended stays ended, and a session has one key for ever.' } as const;
const throttle = { rate: 20, burst: 40 };

export const routes = [
  {
    method: 'GET',
    path: '/sessions/current',
    scope: 'sessions.write',
    action: 'readSession',
    profiles: people,
    proof: 'required',
    throttle,
  },
  {
    method: 'DELETE',
    path: '/sessions/current',
    scope: 'sessions.write',
    action: 'signOut',
    profiles: people,
    once: twiceIsOnce,
    throttle,
  },
  {
    method: 'DELETE',
    path: '/sessions',
    scope: 'sessions.write',
    action: 'signOutEverywhere',
    profiles: people,
    once: twiceIsOnce,
    throttle,
  },
  {
    method: 'PUT',
    path: '/sessions/key',
    scope: 'sessions.write',
    action: 'registerKey',
    // All there is to say is in the proof.
    body: false,
    // Devices that carry a certificate have proved already what this key would.
    profiles: ['consumer'],
    proof: 'registers',
    once: twiceIsOnce,
    throttle,
  },
] as const satisfies readonly Route[];
