import type { Json } from '../../../../tools/prove/json';
import type { Model } from '../../../../tools/prove/model';
import { modelOf, pathsOf } from '../graph/written';

const transform = 'Transform: AWS::Serverless-2016-10-31\n';
const sam = (resources: string, more = ''): Model =>
  modelOf(`${transform}${more}Resources:\n${resources.replaceAll(/^/gm, '  ')}`);

const properties = (model: Model, id: string): Readonly<Record<string, Json>> => {
  const resource = [...model.resources.values()].find(({ logicalId }) => logicalId === id);
  if (resource === undefined)
    throw new Error(`no ${id}, only ${[...model.resources.values()].map(r => r.logicalId).join(', ')}`);
  return model.properties(resource);
};

const ids = (model: Model): readonly string[] => [...model.resources.values()].map(({ logicalId }) => logicalId).sort();

const fn = (events: string, more = ''): string => `
Fn: { Type: AWS::Serverless::Function, Properties: { Handler: a.b, ${more}Events: { ${events} } } }`;

const get = (type: 'Api' | 'HttpApi', more = ''): string =>
  `Get: { Type: ${type}, Properties: { Path: /a, Method: get${more} } }`;

describe('what SAM makes of a function', () => {
  test('a role, a permission for each event, and the API of an event that names none', () => {
    const model = sam(
      fn(
        get('HttpApi'),
        'Policies: [AmazonS3ReadOnlyAccess, { Statement: [{ Effect: Allow, Action: "s3:*", Resource: "*" }] }, { DynamoDBCrudPolicy: { TableName: t } }], ',
      ),
    );
    expect(ids(model)).toEqual([
      'Fn',
      'FnGetPermission',
      'FnRole',
      'ServerlessHttpApi',
      'ServerlessHttpApiApiGatewayDefaultStage',
    ]);
    expect(properties(model, 'FnRole')).toMatchObject({
      ManagedPolicyArns: [
        expect.stringContaining('AWSLambdaBasicExecutionRole'),
        expect.stringContaining('policy/AmazonS3ReadOnlyAccess'),
      ],
      Policies: [{ PolicyDocument: { Statement: [{ Action: 's3:*' }] } }],
    });
    expect(properties(model, 'FnGetPermission')['SourceArn']).toBe(
      'arn:aws:execute-api:⟦AWS::Region⟧:⟦AWS::AccountId⟧:⟦app/ServerlessHttpApi⟧/*/GET/a',
    );
  });

  test('an alias that its routes, permission and URL lead to', () => {
    const model = sam(`${fn(get('HttpApi'), 'AutoPublishAlias: live, FunctionUrlConfig: { AuthType: NONE }, ')}
Rule: { Type: AWS::Events::Rule, Properties: { Targets: [{ Id: a, Arn: !Ref Fn.Alias }], Name: !Sub "\${Fn.Version}" } }`);
    expect(properties(model, 'FnGetPermission')['FunctionName']).toBe('⟦app/FnAliaslive⟧');
    expect(properties(model, 'FnUrl')).toMatchObject({ Qualifier: 'live', AuthType: 'NONE' });
    expect(properties(model, 'Rule')).toEqual({
      Targets: [{ Id: 'a', Arn: '⟦app/FnAliaslive⟧' }],
      Name: '⟦app/FnVersion⟧',
    });
    expect(pathsOf(model)).toEqual(['FnUrl ANY /*', 'ServerlessHttpApi @$default GET /a']);
  });

  test('all of it is there when the function is', () => {
    const conditional = (value: string): Model =>
      sam(fn(get('HttpApi')).replace('Type:', 'Condition: On, Type:'), `Conditions: { On: !Equals [${value}, a] }\n`);
    expect(pathsOf(conditional('a'))).toEqual(['ServerlessHttpApi @$default GET /a']);
    expect(ids(conditional('a'))).toContain('FnGetPermission');
    expect(pathsOf(conditional('b'))).toEqual([]);
    expect(ids(conditional('b'))).not.toContain('FnRole');
  });

  test('an API that is in another template takes no event', () => {
    expect(pathsOf(sam(fn(get('Api', ', RestApiId: !ImportValue api'))))).toEqual([]);
  });
});

describe('what SAM makes of an API', () => {
  const api = (more: string, type = 'Api'): string => `
Api: { Type: AWS::Serverless::${type}, Properties: { ${more} } }${fn(get(type === 'Api' ? 'Api' : 'HttpApi', `, ${type === 'Api' ? 'RestApiId' : 'ApiId'}: !Ref Api`))}`;

  test.each([
    ['two stages', 'StageName: live', ['Api @Stage GET /a', 'Api @live GET /a']],
    ['one, with an OpenApiVersion', 'StageName: live, OpenApiVersion: 3.0.1', ['Api @live GET /a']],
    ['none, where it is private', 'StageName: live, EndpointConfiguration: PRIVATE', []],
    [
      'its domain alone',
      'StageName: live, OpenApiVersion: 3.0.1, DisableExecuteApiEndpoint: true, Domain: { DomainName: a.example.com }',
      ['ApiGatewayDomainName088d4de3fc @live GET /a'],
    ],
    [
      'its domain under each base path',
      'StageName: live, OpenApiVersion: 3.0.1, DisableExecuteApiEndpoint: true, Domain: { DomainName: a.example.com, BasePath: [v1, /v2] }',
      ['ApiGatewayDomainName088d4de3fc/v1 @live GET /a', 'ApiGatewayDomainName088d4de3fc/v2 @live GET /a'],
    ],
  ])('ways: %s', (_, written, expected) => {
    expect(pathsOf(sam(api(written))).map(path => path.replace(/Name[0-9a-f]{10}/, 'Name088d4de3fc'))).toEqual(
      expected,
    );
  });

  test('two APIs with one host share one domain', () => {
    const one = (id: string, path: string): string => `
${id}: { Type: AWS::Serverless::HttpApi, Properties: { Domain: { DomainName: a.example.com, BasePath: ${path} } } }`;
    expect(ids(sam(one('A', 'a') + one('B', 'b'))).filter(id => id.startsWith('ApiGatewayDomainName'))).toHaveLength(1);
  });

  test('throttles of events and of the API stand in the stage', () => {
    const events = get(
      'HttpApi',
      ', ApiId: !Ref Api, RouteSettings: { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 9 }',
    );
    const model = sam(
      `Api: { Type: AWS::Serverless::HttpApi, Properties: { RouteSettings: { "GET /b": { ThrottlingRateLimit: 1 } } } }${fn(events)}`,
    );
    expect(properties(model, 'ApiApiGatewayDefaultStage')['RouteSettings']).toEqual({
      'GET /a': { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 9 },
      'GET /b': { ThrottlingRateLimit: 1 },
    });
  });

  test('its stage and domain go by the names that templates use', () => {
    const model = sam(`${api('StageName: live, Domain: { DomainName: a.example.com }')}
Plan: { Type: AWS::ApiGateway::UsagePlan, Properties: { A: !Ref Api.Stage, B: !Sub "x/\${Api.Stage}", C: !GetAtt Api.DomainName.RegionalDomainName } }`);
    expect(properties(model, 'Plan')).toEqual({
      A: '⟦app/ApiliveStage⟧',
      B: 'x/⟦app/ApiliveStage⟧',
      C: expect.stringMatching(/^⟦app\/ApiGatewayDomainName[0-9a-f]{10}\.RegionalDomainName⟧$/),
    });
  });

  test('Globals: maps merge, lists are added to, what the resource writes stands', () => {
    const model = sam(
      fn(get('HttpApi'), 'Environment: { Variables: { A: own } }, Layers: [b], Timeout: 3, '),
      `Globals:
  Function: { Timeout: 9, Layers: [a], Environment: { Variables: { A: global, B: global } } }
`,
    );
    expect(properties(model, 'Fn')).toMatchObject({
      Timeout: 3,
      Layers: ['a', 'b'],
      Environment: { Variables: { A: 'own', B: 'global' } },
    });
  });
});

describe('the rest of SAM', () => {
  test('a state machine behind a route is no function', () => {
    const model = sam(
      'Flow: { Type: AWS::Serverless::StateMachine, Properties: { Events: { Start: { Type: Api, Properties: { Path: /start, Method: POST } } } } }',
    );
    expect(pathsOf(model)).toEqual(['ServerlessRestApi @Prod POST /start', 'ServerlessRestApi @Stage POST /start']);
  });

  test('a type that nothing here knows makes its template unproven', () => {
    const model = sam('New: { Type: AWS::Serverless::SomethingNew, Properties: {} }');
    expect(model.stacks[0]?.notes).toEqual(['New: AWS::Serverless::SomethingNew is not written out here']);
  });

  test('a forgotten Transform is said', () => {
    expect(modelOf(fn(get('Api'))).stacks[0]?.notes).toEqual([
      'it uses AWS::Serverless:: types without Transform: AWS::Serverless-2016-10-31; CloudFormation will not take it',
    ]);
  });
});
