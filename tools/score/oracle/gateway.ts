import { about, equivalent, idle, never, seen } from '../expectation';
import type { Mutant } from '../mutant';

/** API Gateway's HTTP API. From its developer guide and API reference. */

const required = 'API Gateway refuses it without';
const direct = 'the API answers callers that did not come through the edge';

const api = [
  ...about('AWS::ApiGatewayV2::Api', {
    '': never('what belongs to it names it'),
    Description: idle('a text for people'),
    Name: [never(required, 'delete', 'empty'), idle('a name for people')],
    DisableExecuteApiEndpoint: seen('waf', direct),
    ProtocolType: never('an HTTP API with routes is of type HTTP'),
  }),
  ...about('AWS::ApiGatewayV2::ApiMapping', { '**': never('the domain leads to no stage: nobody is served') }),
  ...about('AWS::ApiGatewayV2::DomainName', {
    '': never('the mapping names it'),
    DomainName: never('its certificate is for another name'),
    DomainNameConfigurations: never(required),
    'DomainNameConfigurations.#': never(required),
    'DomainNameConfigurations.#.CertificateArn': never('API Gateway looks the certificate up'),
    'DomainNameConfigurations.#.EndpointType': never('REGIONAL is the one there is for HTTP APIs'),
    'DomainNameConfigurations.#.IpAddressType': idle('both kinds of addresses meet the same domain'),
    'DomainNameConfigurations.#.SecurityPolicy': [
      seen('tls', 'TLS 1.0 is served', 'switch=TLS_1_0'),
      equivalent('a domain of an HTTP API is TLS_1_2', 'delete'),
    ],
    MutualTlsAuthentication: seen('origin-mtls', direct),
    'MutualTlsAuthentication.TruststoreUri': seen('origin-mtls', direct),
    'MutualTlsAuthentication.TruststoreVersion': [
      seen('origin-mtls', 'whatever is in the bucket is trusted when somebody next touches the domain', 'delete'),
      never('the bucket has no such version'),
    ],
  }),
  ...about('AWS::ApiGatewayV2::Integration', { '**': never('the route leads to nothing that API Gateway may invoke') }),
];

const anyApi = 'anything at API Gateway in this account may invoke the function';

/** What apps fetch before anyone has signed in: public by decision, with the reason on the route. */
const ofPublicRoute = ({ place: { logicalId, path } }: Mutant): boolean =>
  /^Routeread(?:AssetLinks|AppSiteAssociation)[0-9A-F]{8}$/.test(logicalId) ||
  (path[0] === 'RouteSettings' && path[1]?.startsWith('GET /.well-known/') === true);

const publicRoutes = about(
  'AWS::ApiGatewayV2::Route',
  {
    AuthorizationType: [
      idle('NONE is the default, and was decided', 'delete'),
      never('a JWT route has an authorizer', 'switch=JWT'),
    ],
  },
  ofPublicRoute,
);

const signer = 'strangers have it sign and import certificates of the origin hop';

/** What the daily rule needs to have the certificate of the origin hop renewed. */
const ofRenewal = about(
  'AWS::Lambda::Permission',
  {
    '': idle('nobody renews; the alarm on the expiry of the certificate tells'),
    Action: [idle('EventBridge only ever invokes', 'widen'), never('a permission has an action')],
    FunctionName: never('the function is not there'),
    Principal: [seen('origin-mtls', signer, 'widen'), never('Lambda knows no service of that name')],
    SourceArn: seen('origin-mtls', signer),
  },
  ({ place }) => place.logicalId.startsWith('OriginHopLeafRenewal'),
);

const routes = [
  ...publicRoutes,
  ...ofRenewal,
  ...about('AWS::ApiGatewayV2::Route', {
    '': never('the route is not there'),
    ApiId: never('the route is not there'),
    AuthorizationScopes: seen('auth', 'any token of the issuer passes, ID tokens included'),
    'AuthorizationScopes.#': [
      seen('auth', 'any token of the issuer passes, ID tokens included', 'delete'),
      never('a scope that nobody has'),
    ],
    AuthorizationType: [
      seen('auth', 'NONE is the default', 'delete', 'switch=NONE'),
      never('callers must sign as principals of the account, which the app cannot', 'switch=AWS_IAM'),
    ],
    AuthorizerId: seen('auth', 'nobody can see what authorizes'),
    RouteKey: never('settings and permissions name the route by its key'),
    Target: never('the route leads to nothing that API Gateway may invoke'),
  }),
  ...about('AWS::Lambda::Permission', {
    '': never('API Gateway may not invoke the function'),
    Action: [idle('API Gateway only ever invokes', 'widen'), never('API Gateway may not invoke the function')],
    FunctionName: never('API Gateway may not invoke the function'),
    Principal: [
      seen('gateway', 'any principal may invoke the function past the API', 'widen'),
      never('API Gateway may not invoke the function'),
    ],
    SourceAccount: [
      equivalent('SourceArn names the account as well', 'delete'),
      never('API Gateway may not invoke the function'),
    ],
    SourceArn: [seen('gateway', anyApi, 'delete', 'widen'), never('API Gateway may not invoke the function')],
  }),
];

const own = 'every route has a throttle of its own';
const stageHolds = 'the throttle of the stage holds every route without one of its own';
const silent = 'who was refused, and why, is written nowhere';
const beyond = "beyond what the account may take, so the account's limit is all there is";

const crowd = 'nobody needs a token there, and no less than elsewhere holds a crowd back';

const publicStage = about(
  'AWS::ApiGatewayV2::Stage',
  { 'RouteSettings.*': seen('gateway', crowd, 'delete') },
  ofPublicRoute,
);

const stage = about('AWS::ApiGatewayV2::Stage', {
  '': never('the mapping names it'),
  AccessLogSettings: seen('watch', silent),
  'AccessLogSettings.DestinationArn': seen('watch', silent),
  'AccessLogSettings.Format': [seen('watch', silent, 'delete'), never('a format must hold the request id')],
  ApiId: never('the mapping names it'),
  AutoDeploy: never('nothing is deployed to the stage, so nobody is served'),
  StageName: never('the mapping names it'),
  'DefaultRouteSettings.**': idle(own),
  RouteSettings: seen('gateway', crowd, 'delete', 'empty'),
  'RouteSettings.*': [
    equivalent(stageHolds, 'delete'),
    seen('gateway', 'what holds for a route whose own settings name no throttle is written nowhere', 'empty'),
  ],
  'RouteSettings.*.DetailedMetricsEnabled': idle('alarms are on metrics of the whole API'),
  'RouteSettings.*.ThrottlingRateLimit': [
    seen('gateway', 'what holds for a route whose own settings name no rate is written nowhere', 'delete'),
    seen('gateway', beyond, 'widen'),
    never('a rate of 0 serves nobody', 'empty'),
  ],
  'RouteSettings.*.ThrottlingBurstLimit': [
    seen('gateway', 'what holds for a route whose own settings name no burst is written nowhere', 'delete'),
    seen('gateway', beyond, 'widen'),
    never('a burst of 0 serves nobody', 'empty'),
  ],
});

export const gateway = [...api, ...routes, ...publicStage, ...stage];
