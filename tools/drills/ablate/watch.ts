import type { Ablation } from '../types';
import { drop, mustHave, resourcesOf } from './edit';

export default {
  layer: 'watch',
  what: 'the alarms tell nobody',
  edit: stacks => {
    const alarms = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'];
    const dropped = alarms
      .flatMap(type => resourcesOf(stacks, type))
      .map(({ properties }) => drop(properties, 'AlarmActions'));
    mustHave(dropped.includes(true), 'watch', 'no alarm has an action');
  },
} satisfies Ablation;
