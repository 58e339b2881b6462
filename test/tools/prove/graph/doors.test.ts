import { buildGraph } from '../../../../tools/prove/graph/build';
import { modelOf, pathsOf } from './written';

const http = (properties = ''): string => `
Fn: { Type: AWS::Lambda::Function, Properties: {} }
Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: HTTP${properties} } }
Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: $default } }
Integration: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref Api, IntegrationUri: !GetAtt Fn.Arn } }
Route:
  Type: AWS::ApiGatewayV2::Route
  Properties: { ApiId: !Ref Api, RouteKey: GET /orders, Target: !Sub "integrations/\${Integration}" }
`;

const off = ', DisableExecuteApiEndpoint: true';

const domain = (properties = ''): string => `
Domain: { Type: AWS::ApiGatewayV2::DomainName, Properties: { DomainName: api.example.com${properties} } }
`;

const mapping = (properties: string): string => `
Mapping: { Type: AWS::ApiGatewayV2::ApiMapping, Properties: { ApiId: !Ref Api, Stage: !Ref Stage, ${properties} } }
`;

describe('the default endpoint', () => {
  test.each([
    ['true', ', DisableExecuteApiEndpoint: true', []],
    ['"true"', ', DisableExecuteApiEndpoint: "true"', []],
    ['false', ', DisableExecuteApiEndpoint: false', ['Api @$default GET /orders']],
    ['absent', '', ['Api @$default GET /orders']],
    ['unknown', ', DisableExecuteApiEndpoint: !ImportValue elsewhere', ['Api @$default GET /orders ?']],
  ])('DisableExecuteApiEndpoint %s', (_, written, ways) => {
    expect(pathsOf(modelOf(http(written)))).toEqual(ways);
  });

  test('a route that no way leads to is told, not left out', () => {
    const { unreached } = buildGraph(modelOf(http(off)));
    expect(unreached.map(({ route, reason }) => [route.key, reason])).toEqual([
      ['GET /orders', 'its default endpoint is off, and no domain of the templates given leads to it'],
    ]);
  });

  test('an API without a stage may have one elsewhere', () => {
    const model = modelOf(http().replace(/^Stage:.*$/m, ''));
    expect(pathsOf(model)).toEqual(['Api GET /orders ?']);
  });
});

describe('custom domains', () => {
  test.each([
    ['by Ref', 'DomainName: !Ref Domain', 'Domain'],
    ['by name', 'DomainName: api.example.com', 'Domain'],
    ['whatever its case', 'DomainName: API.example.com.', 'Domain'],
    ['with a key', 'DomainName: !Ref Domain, ApiMappingKey: v1/shop', 'Domain/v1/shop'],
    ['in another template', 'DomainName: shared.example.com', 'Mapping'],
  ])('a mapping names its domain %s', (_, written, hop) => {
    const doubt = hop === 'Mapping' ? ' ?' : '';
    expect(pathsOf(modelOf(http(off) + domain() + mapping(written)))).toEqual([`${hop} @$default GET /orders${doubt}`]);
  });

  test('a wildcard domain answers for a host below it', () => {
    const model = modelOf(
      http(off) + domain().replace('api.example.com', '"*.example.com"') + mapping('DomainName: api.example.com'),
    );
    expect(pathsOf(model)).toEqual(['Domain @$default GET /orders']);
  });

  test('a mapping whose stage is nowhere to be seen', () => {
    const written = mapping('DomainName: !Ref Domain').replace('!Ref Stage', 'other');
    expect(pathsOf(modelOf(http(off) + domain() + written))).toEqual(['Domain GET /orders ?']);
  });

  const rule = (conditions: string): string => `
Rule:
  Type: AWS::ApiGatewayV2::RoutingRule
  Properties:
    DomainNameArn: !Sub arn:aws:apigateway:eu-west-1::/domainnames/\${Domain}
    Conditions: ${conditions}
    Actions: [{ InvokeApi: { ApiId: !Ref Api, Stage: !Ref Stage } }]
`;

  test.each([
    ['ROUTING_RULE_ONLY', ['Domain/v2 @$default GET /orders']],
    ['ROUTING_RULE_THEN_API_MAPPING', ['Domain @$default GET /orders', 'Domain/v2 @$default GET /orders']],
    ['API_MAPPING_ONLY', ['Domain @$default GET /orders']],
  ])('routing mode %s', (mode, ways) => {
    const model = modelOf(
      http(off) +
        domain(`, RoutingMode: ${mode}`) +
        mapping('DomainName: !Ref Domain') +
        rule('[{ MatchBasePaths: { AnyOf: [v2] } }]'),
    );
    expect(pathsOf(model)).toEqual(ways);
  });

  test('a rule on headers alone takes every path', () => {
    const model = modelOf(
      http(off) +
        domain(', RoutingMode: ROUTING_RULE_ONLY') +
        rule('[{ MatchHeaders: { AnyOf: [{ Header: x, ValueGlob: y }] } }]'),
    );
    expect(pathsOf(model)).toEqual(['Domain/{base+} @$default GET /orders']);
  });
});

const rest = (types: string): string => `
Api: { Type: AWS::ApiGateway::RestApi, Properties: { EndpointConfiguration: { Types: ${types} } } }
Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: !Ref Api, StageName: prod } }
Get: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET } }
`;

describe('private APIs', () => {
  test('are told apart, and are no doubt about the rest', () => {
    const { paths, notModelled } = buildGraph(modelOf(rest('[PRIVATE]')));
    expect([paths, notModelled.map(({ what, reached }) => [what, reached])]).toEqual([[], [['private API', false]]]);
  });

  test('a type nobody knows is a doubt', () => {
    expect(pathsOf(modelOf(rest('[!ImportValue type]')))).toEqual(['Api @prod GET / ?']);
  });

  test('a private domain opens nothing', () => {
    const model = modelOf(`${rest('[REGIONAL]')}
Private: { Type: AWS::ApiGateway::DomainNameV2, Properties: { DomainName: inside.example.com } }
Access: { Type: AWS::ApiGateway::DomainNameAccessAssociation, Properties: { DomainNameArn: !GetAtt Private.DomainNameArn } }
Mapping: { Type: AWS::ApiGateway::BasePathMappingV2, Properties: { RestApiId: !Ref Api, DomainNameArn: !GetAtt Private.DomainNameArn } }
`);
    expect(pathsOf(model)).toEqual(['Api @prod GET /']);
  });
});
