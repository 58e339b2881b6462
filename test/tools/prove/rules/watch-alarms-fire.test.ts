import { watchAlarmsFire } from '../../../../tools/prove/rules/watch-alarms-fire';
import { attribute, edit, look, modelOf, ref } from './fixtures';
import { describeRule, watchedApi } from './watched';

const dimensions = 'weak ApiErrors Dimensions';
const values = (written: Readonly<Record<string, unknown>>) => ({
  'ApiErrors.Dimensions': Object.entries(written).map(([Name, Value]) => ({ Name, Value: Value as string })),
});

describeRule(watchAlarmsFire, [
  ['stands: each can', {}, 'stands Api'],
  ['stands: on the whole API', values({ ApiId: ref('Api') }), 'stands Api'],
  ["weak: a REST API's name of the metric", { 'ApiErrors.MetricName': '5XXError' }, 'weak ApiErrors MetricName'],
  ["weak: a REST API's dimension", values({ ApiName: 'wallet' }), 'weak ApiErrors MetricName'],
  ['weak: no dimension', { 'ApiErrors.Dimensions': undefined }, dimensions],
  ['weak: one too many', values({ ApiId: ref('Api'), Route: 'GET /accounts' }), dimensions],
  ['weak: an empty one', values({ ApiId: '' }), dimensions],
  ['weak: an attribute for an id', values({ ApiId: attribute('Api', 'ApiEndpoint') }), dimensions],
  ['weak: another resource', values({ ApiId: ref('Table') }), dimensions],
  ['weak: a stage that is not there', values({ ApiId: ref('Api'), Stage: 'prod' }), dimensions],
  [
    'weak: by route, which the stage does not publish',
    values({ ApiId: ref('Api'), Stage: '$default', Method: 'GET', Resource: '/accounts' }),
    dimensions,
  ],
  ['unproven: an API of elsewhere', values({ ApiId: 'abc123' }), 'unproven ApiErrors Dimensions'],
  ['weak: a namespace of nobody', { 'ApiErrors.Namespace': 'AWS/APIGateway' }, 'weak ApiErrors Namespace'],
  ['weak: no metric', { 'ApiErrors.MetricName': undefined }, 'weak ApiErrors MetricName'],
  ['weak: upside down', { 'ApiErrors.ComparisonOperator': 'LessThanThreshold' }, 'weak ApiErrors ComparisonOperator'],
  ['weak: no comparison', { 'ApiErrors.ComparisonOperator': 'Greater' }, 'weak ApiErrors ComparisonOperator'],
  ['weak: no threshold', { 'ApiErrors.Threshold': undefined }, 'weak ApiErrors Threshold'],
  ['weak: it fires whatever happens', { 'ApiErrors.Threshold': 0 }, 'weak ApiErrors Threshold'],
  [
    'weak: an average that never comes to it',
    { 'ApiErrors.Statistic': 'Average', 'ApiErrors.Threshold': 5 },
    'weak ApiErrors Threshold',
  ],
  ['weak: more errors than requests', { 'ApiErrors.Threshold': 9_000_000 }, 'weak ApiErrors Threshold'],
  ['weak: no statistic', { 'ApiErrors.Statistic': undefined }, 'weak ApiErrors Statistic'],
  ['weak: an odd period', { 'ApiErrors.Period': 45 }, 'weak ApiErrors Period'],
  ['weak: a period that AWS does not publish at', { 'ApiErrors.Period': 10 }, 'weak ApiErrors Period'],
  ['weak: more than a day', { 'ApiErrors.Period': 3_600, 'ApiErrors.EvaluationPeriods': 48 }, 'weak ApiErrors Period'],
  [
    'weak: further back than CloudWatch looks',
    { 'ApiErrors.EvaluationPeriods': 1_000 },
    'weak ApiErrors EvaluationPeriods',
  ],
  ['weak: more datapoints than periods', { 'ApiErrors.DatapointsToAlarm': 2 }, 'weak ApiErrors DatapointsToAlarm'],
  ['weak: silence is an alarm', { 'ApiErrors.TreatMissingData': 'breaching' }, 'weak ApiErrors TreatMissingData'],
  ['weak: it stays in alarm', { 'ApiErrors.TreatMissingData': 'ignore' }, 'weak ApiErrors TreatMissingData'],
  [
    'weak: the web ACL publishes nothing',
    { 'WebAcl.VisibilityConfig.CloudWatchMetricsEnabled': false },
    'weak EdgeBlocks Dimensions',
  ],
  ['weak: no such rule', { 'EdgeBlocks.Dimensions.1.Value': 'Nobody' }, 'weak EdgeBlocks Dimensions'],
  ['unproven: a threshold that is a parameter', { 'ApiErrors.Threshold': { Ref: 'P' } }, 'unproven ApiErrors'],
]);

describeRule(watchAlarmsFire, [
  [
    'weak: the access log does not write what the filter looks for',
    { 'Stage.AccessLogSettings.Format': '{"requestId":"$context.requestId"}' },
    'weak Unauthorized MetricName',
  ],
  [
    'weak: the access log writes something else there',
    { 'Stage.AccessLogSettings.Format': '{"status":"$context.path"}' },
    'weak Unauthorized MetricName',
  ],
  [
    'unproven: the filter looks for a word that the access log need not hold',
    { 'UnauthorizedFilter.FilterPattern': 'Unauthorized' },
    'unproven Unauthorized Dimensions',
  ],
  [
    'unproven: the filter reads a log group into which nothing writes',
    { 'UnauthorizedFilter.LogGroupName': { Ref: 'AccessLog' }, 'Stage.AccessLogSettings': undefined },
    'unproven Unauthorized Dimensions',
  ],
  ['weak: the filter matches every line', { 'UnauthorizedFilter.FilterPattern': '' }, 'weak Unauthorized MetricName'],
  [
    'weak: the filter counts all but the status',
    { 'UnauthorizedFilter.FilterPattern': '{ $.status != "401" }' },
    'weak Unauthorized MetricName',
  ],
  [
    'weak: the filter counts nothing',
    { 'UnauthorizedFilter.MetricTransformations.0.MetricValue': '0' },
    'weak Unauthorized MetricName',
  ],
  ['weak: no filter makes the metric', { 'Unauthorized.MetricName': 'Unauthorised' }, 'weak Unauthorized MetricName'],
  [
    'weak: the filter publishes without dimensions',
    { 'Unauthorized.Dimensions': [{ Name: 'Api', Value: 'a' }] },
    'weak Unauthorized MetricName',
  ],
  [
    'unproven: nothing publishes into the namespace',
    { 'Unauthorized.Namespace': 'Elsewhere' },
    'unproven Unauthorized Dimensions',
  ],
  [
    'unproven: the log is of elsewhere',
    { 'UnauthorizedFilter.LogGroupName': '/other' },
    'unproven Unauthorized Dimensions',
  ],
]);

test('weak: the alarm stands in another Region than its metric', () => {
  const { Edge, ...rest } = {
    ...edit(watchedApi, { EdgeBlocks: undefined }),
    Edge: watchedApi['EdgeBlocks'] ?? { Type: '' },
  };
  const model = modelOf({ app: { resources: rest }, watch: { region: 'eu-west-1', resources: { Edge } } });
  expect(look(watchAlarmsFire, model, { entry: 'cloudfront' })).toEqual(['weak Edge Dimensions']);
});
