import { watchGuardAlarms } from '../../../../tools/prove/rules/watch-guard-alarms';
import { edit, look, modelOf, type Resources } from './fixtures';
import { describeRule, watchedApi } from './watched';

describeRule(watchGuardAlarms, [
  ['stands: refusals at hop and token, and failures', {}, 'stands Function'],
  ['says nothing: a function without our guard', { 'Function.Environment': undefined }],
  ['weak: nobody is told who is around the edge', { HopRefused: undefined }, 'weak Function'],
  [
    'stands: no edge to be around, and so no hop to refuse',
    { HopRefused: undefined, 'Function.Environment.Variables.INGRESS': 'regional' },
    'stands Function',
  ],
  ['weak: another stage', { 'HopRefused.Dimensions.1.Value': 'schema' }, 'weak Function'],
  ['weak: another service', { 'Failed.Dimensions.0.Value': 'transfers' }, 'weak Function'],
  ['weak: told after a thousand', { 'HopRefused.Threshold': 1_000 }, 'weak Function'],
  [
    'weak: the function calls itself differently',
    { 'Function.Environment.Variables.POWERTOOLS_SERVICE_NAME': 'other' },
    'weak Function',
  ],
]);

test('stands: nobody shows a public route a token, and so there is none to refuse', () => {
  const untold = edit(watchedApi, { TokenRefused: undefined });
  const Route = {
    Type: 'AWS::ApiGatewayV2::Route',
    ...untold['Route'],
    Metadata: { 'portcullis:public': 'phones fetch it without a token' },
  };
  const says = (resources: Resources) =>
    look(watchGuardAlarms, modelOf({ app: { resources } }), { entry: 'cloudfront' });
  expect(says(untold)).toEqual(['weak Function']);
  expect(says({ ...untold, Route })).toEqual(['stands Function']);
});
