import { setTimeout as delay } from 'node:timers/promises';
import { outcomeOf } from '../outcome';
import { pauseMs, persist } from '../persist';
import type { Call, Drill, Field } from '../types';
import { listAccounts } from '../wallet';

/** A sign-in of its own, which the guard has looked up and remembers as good from here on: that makes a revocation take time. */
async function inUse(field: Field): Promise<Call> {
  const { accessToken: token } = await field.chain.issuer.signIn({ username: field.alice.username });
  const call = { ...listAccounts(field), token };
  await field.call(call);
  return call;
}

export default {
  id: 'session-ended-in-use',
  title: 'is signed out while its requests run',
  owasp: 'API2',
  layer: 'service',
  // In partner nobody signs in.
  profiles: ['consumer', 'managed'],
  issuer: 'cognito',
  waits: true,
  attack: async field => {
    const call = await inUse(field);
    const ended = outcomeOf(await field.call({ ...call, method: 'DELETE', path: '/sessions/current' }));
    return ended.served ? persist(field, call) : ended;
  },
  twin: async field => {
    const call = await inUse(field);
    await delay(pauseMs);
    return outcomeOf(await field.call(call));
  },
} satisfies Drill;
