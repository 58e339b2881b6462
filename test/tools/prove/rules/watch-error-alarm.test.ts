import { watchErrorAlarm } from '../../../../tools/prove/rules/watch-error-alarm';
import { ref } from './fixtures';
import { describeRule } from './watched';

const lambda = {
  'ApiErrors.Namespace': 'AWS/Lambda',
  'ApiErrors.MetricName': 'Errors',
  'ApiErrors.Dimensions': [{ Name: 'FunctionName', Value: ref('Function') }],
};
const edge = {
  'ApiErrors.Namespace': 'AWS/CloudFront',
  'ApiErrors.MetricName': '5xxErrorRate',
  'ApiErrors.Statistic': 'Average',
  'ApiErrors.Threshold': 5,
  'ApiErrors.Dimensions': [
    { Name: 'DistributionId', Value: ref('Distribution') },
    { Name: 'Region', Value: 'Global' },
  ],
};

describeRule(watchErrorAlarm, [
  ['stands: the errors of the API', {}, 'stands ApiErrors'],
  ['stands: those of the distribution before it', edge, 'stands ApiErrors'],
  ['missing: no alarm', { ApiErrors: undefined }, 'missing Api'],
  ['missing: an alarm on something else', { 'ApiErrors.MetricName': 'Count' }, 'missing Api'],
  ["weak: the function's own errors only", lambda, 'weak ApiErrors'],
  ['weak: nobody hears it', { 'ApiErrors.AlarmActions': [] }, 'weak ApiErrors AlarmActions'],
  ['weak: it tells tomorrow', { 'ApiErrors.Period': 21_600 }, 'weak ApiErrors EvaluationPeriods'],
  ['weak: it waits for an outage', { 'ApiErrors.Threshold': 5_000 }, 'weak ApiErrors Threshold'],
  [
    'unproven: whom it tells is a parameter',
    { 'ApiErrors.AlarmActions': [ref('P')] },
    'unproven ApiErrors AlarmActions',
  ],
]);
