import type { Context } from '../rule';
import type { Alarm } from './alarms';
import { firingProblem } from './firing';
import type { Problem } from './metric-problem';
import { tellingProblem } from './telling';

/** Each alarm is looked at once, however many routes it watches over. */
export const firing = (alarm: Alarm, context: Context): Problem | undefined =>
  context.once('alarm fires', alarm.resource, () => firingProblem(alarm, context));

export const telling = (alarm: Alarm, context: Context): Problem | undefined =>
  context.once('alarm tells', alarm.resource, () => tellingProblem(alarm, context));

/** Why an alarm is of no use. Undefined: it fires, and somebody hears it. */
export const alarmProblem = (alarm: Alarm, context: Context): Problem | undefined =>
  firing(alarm, context) ?? telling(alarm, context);
