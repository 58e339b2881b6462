import type { Ablation } from '../types';
import { mustHave, objectAt, resourcesOf } from './edit';

/** A function that believes everyone. */
const yes = `exports.handler = async () => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: '{}',
});`;

export default {
  layer: 'service',
  what: 'the functions answer 200 to everything',
  edit: stacks => {
    // The services are the functions that were told which profile they serve; custom resources and triggers were not.
    const guarded = resourcesOf(stacks, 'AWS::Lambda::Function').filter(
      ({ properties }) => objectAt(objectAt(properties, 'Environment'), 'Variables').PROFILE !== undefined,
    );
    const replaced = guarded.map(({ properties }) => {
      const guardedStill = objectAt(properties, 'Code').ZipFile !== yes;
      properties.Code = { ZipFile: yes };
      properties.Handler = 'index.handler';
      return guardedStill;
    });
    mustHave(replaced.includes(true), 'service', 'no function has a guard (PROFILE in its environment)');
  },
} satisfies Ablation;
