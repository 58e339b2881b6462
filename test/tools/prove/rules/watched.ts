import type { Json } from '../../../../tools/prove/json';
import type { Rule } from '../../../../tools/prove/rule';
import { alarms } from './alarmed';
import { edgeApi } from './apis';
import { attribute, edit, look, modelOf, type Looking, type Resources } from './fixtures';
import { logs } from './logged';
import { service } from './served';

const format = { requestId: '$context.requestId', route: '$context.routeKey', status: '$context.status' };

/** Everything in one stack, and all of it sound. */
export const watchedApi: Resources = edit(
  { ...edgeApi, ...service, ...logs, ...alarms },
  {
    'Leaf.Identity': 'urn:portcullis:edge:test',
    'Stage.AccessLogSettings': { DestinationArn: attribute('AccessLog', 'Arn'), Format: JSON.stringify(format) },
    'WebAcl.VisibilityConfig': { MetricName: 'edge', CloudWatchMetricsEnabled: true, SampledRequestsEnabled: false },
  },
);

export type Changes = Readonly<Record<string, Json | undefined>>;

/** What a rule says about the edge's way in after some properties were changed. `P` is a parameter without a value. */
export const saysOf = (
  rule: Rule,
  changes: Changes = {},
  looking: Looking = { entry: 'cloudfront' },
): readonly string[] =>
  look(rule, modelOf({ app: { resources: edit(watchedApi, changes), parameters: { P: undefined } } }), looking);

/** A case of a rule: what was changed, and what the rule then says. */
export type Case = readonly [name: string, changes: Changes, ...says: readonly string[]];

export const describeRule = (rule: Rule, cases: readonly Case[], looking?: Looking): void =>
  describe(rule.id, () => {
    const named = cases.map(([name, changes, ...says]) => ({ name, changes, says }));
    test.each(named)('$name', ({ changes, says }) => expect(saysOf(rule, changes, looking)).toEqual(says));
  });
