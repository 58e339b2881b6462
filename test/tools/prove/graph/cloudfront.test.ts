import { modelOf, pathsOf } from './written';

const api = `
Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: HTTP, DisableExecuteApiEndpoint: true } }
Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: $default } }
Domain: { Type: AWS::ApiGatewayV2::DomainName, Properties: { DomainName: origin.example.com } }
Mapping: { Type: AWS::ApiGatewayV2::ApiMapping, Properties: { ApiId: !Ref Api, DomainName: !Ref Domain, Stage: !Ref Stage } }
`;

const route = (key: string): string => `
Route: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Api, RouteKey: "${key}" } }
`;

interface Cdn {
  readonly origins?: string;
  readonly behaviours?: string;
  readonly target?: string;
  readonly rest?: string;
}

const cdn = ({
  origins = '{ Id: api, DomainName: origin.example.com }',
  behaviours = '',
  target = 'api',
  rest = '',
}: Cdn = {}): string => `
Cdn:
  Type: AWS::CloudFront::Distribution
  Properties:
    DistributionConfig: { Enabled: true, Origins: [${origins}], CacheBehaviors: [${behaviours}], DefaultCacheBehavior: { TargetOriginId: ${target} }${rest} }
`;

/** The behaviours through which a distribution leads to the route. */
const through = (key: string, written: Cdn = {}, resources = api): readonly string[] =>
  pathsOf(modelOf(resources + route(key) + cdn(written))).flatMap(
    path => /^Cdn (\S+) >.*?( \?)?$/.exec(path)?.slice(1, 3).filter(Boolean).join('') ?? [],
  );

const base = 'DefaultCacheBehavior';

describe('the origin of a distribution', () => {
  test.each([
    ['the written host name', 'origin.example.com'],
    ['its name in other letters', 'Origin.Example.Com'],
    ["the domain's target", '!GetAtt Domain.RegionalDomainName'],
    ['the Ref of the domain', '!Ref Domain'],
  ])('is a custom domain by %s', (_, host) => {
    expect(through('GET /orders', { origins: `{ Id: api, DomainName: ${host} }` })).toEqual([base]);
  });

  test.each([
    ['Sub', '!Sub "${Api}.execute-api.eu-west-1.amazonaws.com"'],
    ['Join', '!Join [., [!Ref Api, execute-api, !Ref AWS::Region, amazonaws.com]]'],
    ['ApiEndpoint', '!Select [2, !Split [/, !GetAtt Api.ApiEndpoint]]'],
  ])('is a default endpoint by %s', (_, host) => {
    const open = api.replace(', DisableExecuteApiEndpoint: true', '');
    expect(through('GET /orders', { origins: `{ Id: api, DomainName: ${host} }` }, open)).toEqual([base]);
  });

  test('is a function URL, without https:// and slash', () => {
    const model = modelOf(`
Fn: { Type: AWS::Lambda::Function, Properties: {} }
Url: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: !Ref Fn, AuthType: AWS_IAM } }
${cdn({ origins: '{ Id: api, DomainName: !Select [2, !Split [/, !GetAtt Url.FunctionUrl]] }' })}`);
    expect(pathsOf(model)).toEqual([`Cdn ${base} > Url ANY /*`, 'Url ANY /*']);
  });

  test('is another host: this API is not behind it', () => {
    expect(through('GET /orders', { origins: '{ Id: api, DomainName: other.example.com }' })).toEqual([]);
  });

  test('stands in a group', () => {
    const rest =
      ', OriginGroups: { Items: [{ Id: both, Members: { Items: [{ OriginId: api }, { OriginId: site }] } }] }';
    expect(through('GET /orders', { target: 'both', rest })).toEqual([base]);
  });

  test.each([
    ['leads to what the mapping has under it', '/v1', [base]],
    ['leads past it', '/v2', []],
  ])('an origin path %s', (_, path, expected) => {
    const keyed = api.replace('Stage: !Ref Stage }', 'Stage: !Ref Stage, ApiMappingKey: v1 }');
    expect(
      through('GET /orders', { origins: `{ Id: api, DomainName: origin.example.com, OriginPath: ${path} }` }, keyed),
    ).toEqual(expected);
  });

  test.each([
    ['false', []],
    ['"false"', []],
    ['!ImportValue on', [`${base} ?`]],
  ])('a distribution with Enabled %s', (enabled, expected) => {
    const resources = api + route('GET /orders') + cdn().replace('Enabled: true', `Enabled: ${enabled}`);
    expect(
      pathsOf(modelOf(resources)).flatMap(
        path => /^Cdn (\S+) >.*?( \?)?$/.exec(path)?.slice(1, 3).filter(Boolean).join('') ?? [],
      ),
    ).toEqual(expected);
  });
});

describe('behaviours', () => {
  const to = (pattern: string, origin = 'api', more = ''): string =>
    `{ PathPattern: "${pattern}", TargetOriginId: ${origin}${more} }`;
  const site = '{ Id: api, DomainName: origin.example.com }, { Id: site, DomainName: site.example.com }';

  test.each([
    ['the first that fits', 'GET /orders', [to('/orders'), to('/*')], ['CacheBehaviors.0']],
    ['the default where none fits', 'GET /orders', [to('/reports')], [base]],
    ['none, where the first that fits leads elsewhere', 'GET /orders', [to('/ord*', 'site')], []],
    ['both, where a parameter decides', 'GET /orders/{id}', [to('/orders/vip')], ['CacheBehaviors.0', base]],
    ['one, where every value of the parameter fits', 'GET /orders/{id}', [to('/orders/*')], ['CacheBehaviors.0']],
    ['all that a greedy path may be', 'ANY /{proxy+}', [to('/a/*'), to('/b/*', 'site')], ['CacheBehaviors.0', base]],
    ['all that $default may be', '$default', [to('/a/*')], ['CacheBehaviors.0', base]],
    [
      'one whose function may rewrite the path',
      'GET /orders',
      [
        to('/api/*', 'api', ', FunctionAssociations: [{ EventType: viewer-request, FunctionARN: x }]'),
        to('/orders', 'site'),
      ],
      ['CacheBehaviors.0'],
    ],
  ])('a path is asked for through %s', (_, key, behaviours, expected) => {
    expect(through(key, { origins: site, behaviours: behaviours.join(', ') })).toEqual(expected);
  });

  const cleaner = (code: string): string =>
    `${api}Fn: { Type: AWS::CloudFront::Function, Properties: { FunctionCode: "${code}" } }`;
  test.each<[string, string, string, readonly string[]]>([
    ['has to do with the path', 'viewer-request', 'r.uri = 1', ['CacheBehaviors.0']],
    ['leaves the path alone', 'viewer-request', 'delete r.headers.x', []],
    ['runs on the answer', 'viewer-response', 'r.uri = 1', []],
  ])('a path is asked for through one whose function %s', (_, event, code, expected) => {
    const behaviours = `${to('/api/*', 'api', `, FunctionAssociations: [{ EventType: ${event}, FunctionARN: !GetAtt Fn.FunctionARN }]`)}, ${to('/orders', 'site')}`;
    expect(through('GET /orders', { origins: site, behaviours }, cleaner(code))).toEqual(expected);
  });
});
