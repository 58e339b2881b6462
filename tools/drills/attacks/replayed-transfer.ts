import { outcomeOf } from '../outcome';
import type { Call, Drill, Field, Outcome } from '../types';
import { moneyMoved, transfer } from '../wallet';

/** Two transfers of a cent: served means that two cents moved, or who answers does not even say what is left. */
async function twice(field: Field, first: Call, second: Call): Promise<Outcome> {
  const { moved, last } = await moneyMoved(field, async () => {
    await field.call(first);
    return field.call(second);
  });
  if (Number.isNaN(moved)) return outcomeOf(last);
  return { served: moved === 2, saw: `${last.status} ${times[moved] ?? `moved ${moved}`}` };
}

const times = ['never', 'once', 'twice'];

export default {
  id: 'replayed-transfer',
  title: 'replays a transfer',
  owasp: 'API6',
  layer: 'service',
  attack: field => {
    const once = transfer(field);
    return twice(field, once, once);
  },
  twin: field => twice(field, transfer(field), transfer(field)),
} satisfies Drill;
