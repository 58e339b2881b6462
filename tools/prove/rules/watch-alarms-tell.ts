import { telling } from '../facts/alarm-problem';
import { alarmsAround } from '../facts/around';
import { problems } from '../facts/problems';
import type { Rule } from '../rule';

/** Somebody hears every alarm around the route. */
export const watchAlarmsTell: Rule = {
  id: 'watch/alarms-tell',
  layer: 'watch',
  reason:
    'An alarm without an action, or with one on a topic whose key or policy keeps CloudWatch out, turns red in a console that nobody has open.',
  fix: 'Give the alarm AlarmActions with an SNS topic of its own Region that has a subscriber, let cloudwatch.amazonaws.com Decrypt and GenerateDataKey* with its key and Publish to it, and leave ActionsEnabled on.',
  check: (path, context) => problems(path, alarmsAround(path, context), 'is heard', alarm => telling(alarm, context)),
};
