import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { transfer, transferOnce } from '../wallet';

export default {
  id: 'prototype-key',
  title: 'sends a field named __proto__',
  owasp: 'API3',
  layer: 'service',

  attack: async field =>
    outcomeOf(
      await field.call({
        ...transfer(field),
        body: JSON.stringify(transfer(field).body).replace('{', '{"__proto__":{"owner":"me"},'),
      }),
    ),
  twin: async field => transferOnce(field),
} satisfies Drill;
