import type { Json } from '../../../../tools/prove/json';
import { gatewayCors } from '../../../../tools/prove/rules/gateway-cors';
import { edgeApi, functionUrl, restApi } from './apis';
import { edit, look, modelOf, ref, unresolved, type Resources } from './fixtures';

const preflight = (origin: string, credentials: string): Resources => ({
  ...restApi,
  Preflight: {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: ref('Api'),
      ResourceId: ref('Accounts'),
      HttpMethod: 'OPTIONS',
      AuthorizationType: 'NONE',
      Integration: {
        Type: 'MOCK',
        IntegrationResponses: [
          {
            StatusCode: '204',
            ResponseParameters: {
              'method.response.header.Access-Control-Allow-Origin': `'${origin}'`,
              'method.response.header.Access-Control-Allow-Credentials': `'${credentials}'`,
            },
          },
        ],
      },
    },
  },
});

describe('gateway/cors', () => {
  test('nothing to say: browsers of other sites are told nothing', () => {
    expect(look(gatewayCors, modelOf(edgeApi))).toEqual([]);
  });

  test.each<Json>([
    { AllowOrigins: ['https://app.example.com'], AllowCredentials: true },
    { AllowOrigins: ['*'] },
    { AllowOrigins: ['*'], AllowCredentials: false },
  ])('stands: %j', cors => {
    expect(look(gatewayCors, modelOf(edit(edgeApi, { 'Api.CorsConfiguration': cors })))).toEqual([
      'stands Api CorsConfiguration',
    ]);
  });

  test.each([
    { AllowOrigins: ['*'], AllowCredentials: true },
    { AllowOrigins: ['https://*'], AllowCredentials: 'true' },
  ])('weak: %j', cors => {
    expect(look(gatewayCors, modelOf(edit(edgeApi, { 'Api.CorsConfiguration': cors })))).toEqual([
      'weak Api CorsConfiguration.AllowOrigins',
    ]);
    const url = edit(functionUrl, { 'Url.Cors': cors });
    expect(look(gatewayCors, modelOf(url))).toEqual(['weak Url Cors.AllowOrigins']);
  });

  test('weak: an OpenAPI body says so', () => {
    const cors = { 'x-amazon-apigateway-cors': { allowOrigins: ['*'], allowCredentials: true } };
    expect(look(gatewayCors, modelOf(edit(edgeApi, { 'Api.Body': cors })))).toEqual([
      'weak Api Body.x-amazon-apigateway-cors.allowOrigins',
    ]);
  });

  test('weak: the preflight of a REST API says so', () => {
    expect(look(gatewayCors, modelOf(preflight('*', 'true')))).toEqual([
      'weak Preflight Integration.IntegrationResponses.0',
    ]);
    expect(look(gatewayCors, modelOf(preflight('*', 'false')))).toEqual([]);
    expect(look(gatewayCors, modelOf(preflight('https://app.example.com', 'true')))).toEqual([]);
  });

  test('unproven: the origins are a parameter without a value', () => {
    const resources = edit(edgeApi, { 'Api.CorsConfiguration': { AllowCredentials: true } });
    expect(look(gatewayCors, modelOf(unresolved(resources, 'Api.CorsConfiguration.AllowOrigins')))).toEqual([
      'unproven Api CorsConfiguration',
    ]);
  });
});
