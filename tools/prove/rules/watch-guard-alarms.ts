import { alarmProblem } from '../facts/alarm-problem';
import { numberOf } from '../facts/alarms';
import { alarmsAround } from '../facts/around';
import { environmentOf, guardOf } from '../facts/guard';
import { publishedBy } from '../facts/publishers';
import { stands, weak, type Rule } from '../rule';
import { asText } from '../values';

/** What the guard counts that only an attack or a fault makes it count, and how often at most before somebody is told. */
const alarming = [
  { metric: 'Refused', stage: 'hop', most: 10, means: 'someone is around the edge' },
  { metric: 'Refused', stage: 'token', most: 100, means: 'a token passed the gateway that should not have' },
  { metric: 'Failed', stage: undefined, most: 100, means: 'the service answers 500' },
];

/** Somebody is told when our guard refuses what no honest caller sends. Says nothing about functions without it. */
export const watchGuardAlarms: Rule = {
  id: 'watch/guard-alarms',
  layer: 'watch',
  reason:
    'A handshake that an HTTP API refuses leaves no log and no metric. That somebody stands before the API with a certificate of their own is seen by the guard alone.',
  fix: "Alarm on the guard's metrics in its namespace: Refused by service and Stage (hop, token), Failed by service.",
  check(path, context) {
    const fn = path.route.integration.function;
    if (fn === undefined || guardOf(context.model, fn) === undefined) return [];
    const working = alarmsAround(path, context).filter(alarm => alarmProblem(alarm, context) === undefined);
    const watches = ({ metric, stage, most }: (typeof alarming)[number]): boolean =>
      working.some(
        ({ watched, properties }) =>
          (numberOf(properties['Threshold']) ?? 0) <= most &&
          watched.some(
            ({ namespace = '', name, dimensions }) =>
              name === metric &&
              (stage === undefined || asText(dimensions.get('Stage')) === stage) &&
              publishedBy(context.model, namespace, metric, dimensions).by.includes(fn),
          ),
      );
    // Where clients call the API itself there is no edge to be around.
    const regional = environmentOf(context.model, fn)['INGRESS'] === 'regional';
    // Where nobody shows a token there is none to refuse; other routes of the same function ask for themselves.
    const isDue = ({ stage }: (typeof alarming)[number]): boolean =>
      !(regional && stage === 'hop') && !(path.route.publicReason !== undefined && stage === 'token');
    const silent = alarming.filter(one => isDue(one) && !watches(one));
    return silent.length === 0
      ? [stands({ resource: fn }, 'its refusals and failures are watched')]
      : silent.map(({ metric, stage, means }) =>
          weak({ resource: fn }, `nobody is told of ${metric}${stage === undefined ? '' : ` at ${stage}`}: ${means}`),
        );
  },
};
