import { gatewayRoutesNamed } from '../../../../tools/prove/rules/gateway-routes-named';
import { edgeApi, functionUrl, restApi } from './apis';
import { edit, look, modelOf } from './fixtures';

const key = 'Route.RouteKey';

describe('gateway/routes-named', () => {
  test.each(['GET /accounts', 'GET /accounts/{accountId}', 'GET /files/{path+}'])('stands: %s', value => {
    expect(look(gatewayRoutesNamed, modelOf(edit(edgeApi, { [key]: value })))).toEqual(['stands Route']);
  });

  test.each(['$default', 'ANY /{proxy+}', 'GET /{proxy+}', 'ANY /accounts'])('weak: %s', value => {
    expect(look(gatewayRoutesNamed, modelOf(edit(edgeApi, { [key]: value })))).toEqual(['weak Route']);
  });

  test('weak: ANY on a REST resource', () => {
    expect(look(gatewayRoutesNamed, modelOf(restApi))).toEqual(['stands Method']);
    expect(look(gatewayRoutesNamed, modelOf(edit(restApi, { 'Method.HttpMethod': 'ANY' })))).toEqual(['weak Method']);
  });

  test('nothing to say: a function URL has no routes', () => {
    expect(look(gatewayRoutesNamed, modelOf(functionUrl))).toEqual([]);
  });
});
