import { about, idle, never } from '../expectation';

/** What runs by the clock: the certificate of the origin hop is renewed. From the EventBridge guide. */

const late = 'nobody renews; the alarm on the expiry of the certificate tells, and without one nobody is let in';

export const schedules = about('AWS::Events::Rule', {
  '': never('a permission names it'),
  Description: idle('a text for people'),
  ScheduleExpression: never('a rule has a schedule, of rate() or cron()'),
  State: [idle('ENABLED is the default', 'delete'), never('a rule is enabled or disabled')],
  Targets: idle(late, 'delete', 'empty'),
  'Targets.#': [idle(late, 'delete'), never('a target has an ARN and an id')],
  'Targets.#.Arn': [idle(late, 're-point'), never('not an ARN')],
  'Targets.#.Id': [idle('a name', 're-point'), never('required')],
  'Targets.#.Input': [idle(late, 'delete'), never('no JSON')],
});
