import { numberOf, type Alarm, type Watched } from '../facts/alarms';
import { alarmsAround } from '../facts/around';
import { alarmProblem } from '../facts/alarm-problem';
import { subjectOf } from '../facts/subjects';
import { throttleOf } from '../facts/throttle';
import type { Path } from '../graph/types';
import type { Model, Resource } from '../model';
import { missing, stands, unproven, weak, type Context, type Rule, type Verdict } from '../rule';
import { asText } from '../values';

/** An alarm that waits for more of the requests to fail tells of an outage, not of an attack. */
const most = 0.1;

/** An alarm that takes longer tells of yesterday. */
const soon = 3_600;

/**
 * The least that counts as being watched, besides an access log: an alarm on the API's own errors (or those of the distribution
 * before it) that can fire, within the hour, and that somebody hears.
 */
export const watchErrorAlarm: Rule = {
  id: 'watch/error-alarm',
  layer: 'watch',
  reason:
    'An API under attack or broken by one answers with errors first. Where nobody is told, customers are the alarm.',
  fix: 'Alarm on 5xx by ApiId (HTTP API), 5XXError by ApiName (REST API), 5xxErrorRate by DistributionId and Region=Global (CloudFront, in us-east-1) or Errors by FunctionName (function URL, load balancer), with an action on a topic that somebody is subscribed to.',
  check(path, context) {
    const alarms = alarmsAround(path, context);
    const watching = alarms.filter(({ watched }) => watched.some(metric => isError(metric, path, context.model)));
    const judged = watching.map(alarm => judge(alarm, path, context));
    const best = ['stands', 'unproven', 'weak'].flatMap(status => judged.find(one => one.status === status) ?? [])[0];
    if (best !== undefined) return [best];
    const fn = path.route.integration.function;
    const inside = alarms.find(({ watched }) =>
      watched.some(metric => fn !== undefined && isOf(metric, 'AWS/Lambda', ['Errors'], fn, context.model)),
    );
    return inside === undefined
      ? [missing(path.api.where, 'no alarm looks at the errors of this API')]
      : [
          weak(
            { resource: inside.resource },
            "looks at the function's errors only: not at those of the gateway, its authorizer and its permissions",
          ),
        ];
  },
};

function judge(alarm: Alarm, path: Path, context: Context): Verdict {
  const { resource, properties, watched } = alarm;
  const problem = alarmProblem(alarm, context);
  if (problem !== undefined) {
    const where = { resource, ...(problem.property === undefined ? {} : { property: problem.property }) };
    return problem.status === 'weak' ? weak(where, problem.says) : unproven(where, problem.says);
  }
  const window =
    (watched[0]?.period ?? 0) * (numberOf(properties['DatapointsToAlarm'] ?? properties['EvaluationPeriods']) ?? 1);
  if (window > soon) return weak({ resource, property: 'EvaluationPeriods' }, `tells after ${window / 3_600} hours`);
  const share = shareOf(alarm, path);
  return share > most
    ? weak(
        { resource, property: 'Threshold' },
        `waits until ${Math.round(share * 100)} % of what the API takes has failed`,
      )
    : stands({ resource }, `${asText(properties['MetricName'] ?? 'an expression')} is watched`);
}

/** How much of what may come has to fail before the alarm fires. Without a throttle, 10,000 requests a second may. */
function shareOf({ properties, watched: [metric], expression }: Alarm, path: Path): number {
  const threshold = numberOf(properties['Threshold']);
  if (expression || metric === undefined || threshold === undefined) return 0;
  if (metric.namespace === 'AWS/CloudFront') return threshold / 100;
  if (metric.statistic !== 'Sum') return threshold;
  return threshold / ((throttleOf(path)?.rate ?? 10_000) * (metric.period ?? 60));
}

function isError(metric: Watched, { hops, api, route }: Path, model: Model): boolean {
  const is = (namespace: string, names: readonly string[], of: Resource | undefined): boolean =>
    of !== undefined && isOf(metric, namespace, names, of, model) && ofRoute(metric, route.key);
  const fn = api.kind === 'function-url' || api.kind === 'load-balancer' ? route.integration.function : undefined;
  const [front] = hops;
  return (
    is('AWS/ApiGateway', api.kind === 'http' ? ['5xx'] : ['5XXError'], api.where.resource) ||
    (front?.kind === 'cloudfront' && is('AWS/CloudFront', ['5xxErrorRate', 'TotalErrorRate'], front.where.resource)) ||
    is('AWS/Lambda', ['Errors', 'Url5xxCount'], fn)
  );
}

function isOf(metric: Watched, namespace: string, names: readonly string[], of: Resource, model: Model): boolean {
  if (metric.namespace !== namespace || !names.includes(metric.name ?? '')) return false;
  const subject = subjectOf(model, metric);
  return subject !== undefined && 'resource' in subject && subject.resource === of;
}

const ofRoute = ({ dimensions }: Watched, key: string): boolean =>
  !dimensions.has('Method') || `${asText(dimensions.get('Method'))} ${asText(dimensions.get('Resource'))}` === key;
