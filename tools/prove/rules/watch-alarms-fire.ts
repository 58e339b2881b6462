import { firing } from '../facts/alarm-problem';
import { alarmsAround } from '../facts/around';
import { problems } from '../facts/problems';
import type { Rule } from '../rule';

/** Every alarm around the route can fire, and fires for what it is there for. */
export const watchAlarmsFire: Rule = {
  id: 'watch/alarms-fire',
  layer: 'watch',
  reason:
    'An alarm on a metric that nobody publishes stays green whatever happens. One wrong word is enough: 4XXError for an HTTP API, Region on a web ACL of CloudFront, a Ref where a name is wanted.',
  fix: "Take namespace, metric and dimensions from the service's guide, to the letter; let the alarm stand in the Region of the metric, with a threshold that the metric can come to, and silence not taken for an alarm.",
  check: (path, context) => problems(path, alarmsAround(path, context), 'can fire', alarm => firing(alarm, context)),
};
