import { outcomeOf } from '../outcome';
import { association } from '../public';
import type { Drill } from '../types';

export default {
  id: 'public-parameter',
  title: 'puts a parameter on a public path',
  profiles: ['consumer'],
  layer: 'service',
  attack: async field =>
    outcomeOf(await field.call({ ...association, path: `${association.path}?package=com.example.other` })),
  twin: async field => outcomeOf(await field.call(association)),
} satisfies Drill;
