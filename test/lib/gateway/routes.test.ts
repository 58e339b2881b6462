import { isPublic, routeKey } from '../../../lambda/guard/routes';
import { loadConfig } from '../../../lib/config';
import { routesOf } from '../../../lib/routes';
import { ofType, type Template } from '../../assembly';
import { testClaims, type Claim } from '../../claims';
import { get, idOf, property, set } from '../paths';

const routes = (from: Template) => ofType(from, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties);
const permissions = (from: Template) => ofType(from, 'AWS::Lambda::Permission').map(({ Properties }) => Properties);
const rows = routesOf(loadConfig('example'));
const keys = rows.map(routeKey);

/** The function behind a row, as the gateway refers to it. */
const functionOf = (service: string) => ({
  'Fn::GetStackOutput': expect.objectContaining({
    StackName: 'portcullis-example-services',
    OutputName: expect.stringContaining(`GetAtt${service.replaceAll('-', '')}Function`),
  }),
});

/** A claim about one property of every route, weakened in the last. */
const each = (claim: string, path: string, is: (from: Template) => unknown[], weakened: unknown): Claim => ({
  layer: 'auth',
  claim,
  assertion: from => expect(routes(from).map(route => get(route, path))).toEqual(is(from)),
  weaken: from => set(routes(from).at(-1), path, weakened),
});

testClaims('gateway', [
  {
    layer: 'gateway',
    claim: 'a public route says why it is',
    assertion: from =>
      expect(ofType(from, 'AWS::ApiGatewayV2::Route').map(route => get(route, 'Metadata.portcullis:public'))).toEqual(
        rows.map(row => (isPublic(row) ? row.reason : undefined)),
      ),
    weaken: from => ofType(from, 'AWS::ApiGatewayV2::Route').forEach(route => delete route.Metadata),
  },
  {
    layer: 'gateway',
    claim: 'there is a route for every row of the route table, and no other',
    assertion: from => expect(routes(from).map(({ RouteKey }) => RouteKey)).toEqual(keys),
    weaken: from => set(routes(from)[0], 'RouteKey', '$default'),
  },
  {
    layer: 'gateway',
    claim: 'a route leads to the service of its row',
    assertion: from => {
      for (const [index, { service }] of rows.entries()) {
        const reference = get(routes(from)[index], 'Target.Fn::Join.1.1.Ref') as string;
        expect(get(from.Resources[reference], 'Properties')).toMatchObject({
          IntegrationType: 'AWS_PROXY',
          IntegrationUri: functionOf(service),
          PayloadFormatVersion: '2.0',
        });
      }
    },
    weaken: from => set(routes(from)[0], 'Target', get(routes(from).at(-1), 'Target')),
  },
  each(
    'every route has the JWT authorizer, but for the public ones',
    'AuthorizationType',
    () => rows.map(row => (isPublic(row) ? 'NONE' : 'JWT')),
    'NONE',
  ),
  each(
    'every route names the authorizer of the user pool, but for the public ones',
    'AuthorizerId',
    from => rows.map(row => (isPublic(row) ? undefined : { Ref: idOf(from, 'AWS::ApiGatewayV2::Authorizer') })),
    undefined,
  ),
  each(
    'every route asks for the scope of its row: without one, an ID token passes',
    'AuthorizationScopes',
    () => rows.map(row => ('scope' in row ? [`wallet/${row.scope}`] : undefined)),
    [],
  ),
  property({
    layer: 'auth',
    claim: 'tokens come from the user pool of this environment',
    type: 'AWS::ApiGatewayV2::Authorizer',
    path: 'JwtConfiguration.Issuer',
    is: {
      'Fn::GetStackOutput': expect.objectContaining({
        StackName: 'portcullis-example-identity',
        OutputName: expect.stringContaining('ProviderURL'),
      }),
    },
    weakened: 'https://another.example.com',
  }),
  property({
    layer: 'auth',
    claim: "tokens are the app's own",
    type: 'AWS::ApiGatewayV2::Authorizer',
    path: 'JwtConfiguration.Audience',
    is: [{ 'Fn::GetStackOutput': expect.objectContaining({ StackName: 'portcullis-example-identity' }) }],
    weakened: [],
  }),
  property({
    layer: 'auth',
    claim: 'tokens come in the Authorization header',
    type: 'AWS::ApiGatewayV2::Authorizer',
    path: 'IdentitySource',
    is: ['$request.header.Authorization'],
    weakened: ['$request.querystring.token'],
  }),
  {
    layer: 'service',
    claim: 'a function is called by its own routes of this API and by nobody else',
    assertion: from => {
      const api = { Ref: idOf(from, 'AWS::ApiGatewayV2::Api') };
      expect(permissions(from)).toEqual(
        rows.map(({ service, method, path }) => ({
          Action: 'lambda:InvokeFunction',
          FunctionName: functionOf(service),
          Principal: 'apigateway.amazonaws.com',
          SourceAccount: { Ref: 'AWS::AccountId' },
          SourceArn: {
            'Fn::Join': [
              '',
              [
                'arn:aws:execute-api:eu-west-1:',
                { Ref: 'AWS::AccountId' },
                ':',
                api,
                `/*/${method}${path.replaceAll(/\{\w+\}/g, '*')}`,
              ],
            ],
          },
        })),
      );
    },
    weaken: from => set(permissions(from)[0], 'SourceArn', undefined),
  },
  property({
    layer: 'service',
    claim: "no browser origin may read the API's answers unless config says so",
    type: 'AWS::ApiGatewayV2::Api',
    path: 'CorsConfiguration',
    is: undefined,
    weakened: { AllowOrigins: ['*'] },
  }),
]);
