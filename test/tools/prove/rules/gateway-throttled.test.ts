import { gatewayThrottled } from '../../../../tools/prove/rules/gateway-throttled';
import { edgeApi, functionUrl, restApi } from './apis';
import { edit, line, look, modelOf, unresolved, type Resources } from './fixtures';

const own = 'Stage.RouteSettings.GET /accounts';
const fallback = 'Stage.DefaultRouteSettings';
const rest = 'Stage.MethodSettings.0';

const publicly = (resources: Resources): Resources => ({
  ...resources,
  Route: {
    Type: 'AWS::ApiGatewayV2::Route',
    ...resources['Route'],
    Metadata: { 'portcullis:public': 'app links are fetched by phones without a token' },
  },
});

describe('gateway/throttled', () => {
  test("stands: the route's own throttle, or its stage's", () => {
    expect(look(gatewayThrottled, modelOf(edgeApi))).toEqual([line('stands', own)]);
    expect(look(gatewayThrottled, modelOf(edit(edgeApi, { [own]: undefined })))).toEqual([line('stands', fallback)]);
    expect(look(gatewayThrottled, modelOf(restApi))).toEqual([line('stands', rest)]);
  });

  test('weak: neither is there', () => {
    const none = edit(edgeApi, { 'Stage.RouteSettings': undefined, [fallback]: undefined });
    expect(look(gatewayThrottled, modelOf(none))).toEqual(['weak Stage']);
    expect(look(gatewayThrottled, modelOf(edit(restApi, { 'Stage.MethodSettings': undefined })))).toEqual([
      'weak Stage',
    ]);
  });

  test.each([
    { [`${own}.ThrottlingRateLimit`]: undefined },
    { [`${own}.ThrottlingBurstLimit`]: undefined },
    { [`${own}.ThrottlingRateLimit`]: 0 },
    { [`${own}.ThrottlingBurstLimit`]: 0 },
    { [`${own}.ThrottlingRateLimit`]: 10_000 },
    { [`${own}.ThrottlingBurstLimit`]: 5000 },
  ])('weak: %j', changes => {
    expect(look(gatewayThrottled, modelOf(edit(edgeApi, changes)))).toEqual([line('weak', own)]);
  });

  test('the closest setting of a REST stage counts', () => {
    const settings = [
      { ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
      { ResourcePath: '/~1accounts', HttpMethod: 'GET', ThrottlingRateLimit: 0, ThrottlingBurstLimit: 0 },
    ];
    expect(look(gatewayThrottled, modelOf(edit(restApi, { 'Stage.MethodSettings': settings })))).toEqual([
      'weak Stage MethodSettings.1',
    ]);
    const others = edit(restApi, { [`${rest}.ResourcePath`]: '/~1transfers' });
    expect(look(gatewayThrottled, modelOf(others))).toEqual(['weak Stage']);
  });

  test('weak: a public route has no throttle of its own', () => {
    expect(look(gatewayThrottled, modelOf(publicly(edgeApi)))).toEqual([line('stands', own)]);
    expect(look(gatewayThrottled, modelOf(publicly(edit(edgeApi, { [own]: undefined }))))).toEqual([
      line('weak', fallback),
    ]);
  });

  test('missing: a function URL has no stage', () => {
    const open = edit(functionUrl, { 'Url.AuthType': 'NONE' });
    expect(look(gatewayThrottled, modelOf(open), { entry: 'function-url' })).toEqual(['missing Url']);
  });

  test('unproven: the rate is a parameter without a value', () => {
    expect(look(gatewayThrottled, modelOf(unresolved(edgeApi, `${own}.ThrottlingRateLimit`)))).toEqual([
      line('unproven', own),
    ]);
  });
});
