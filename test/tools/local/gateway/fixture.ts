import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { generateKeyPair, issueAuthority, issueLeaf, localSigner, type Issuer } from '../../../../lambda/x509';
import { createLedger } from '../../../../tools/local/ledger';
import { createPublicCa } from '../../../../tools/local/public-ca';
import type { LambdaHost, Live, Placed, Stack, World } from '../../../../tools/local/types';

/** A small API in templates whose intrinsics are already resolved, and the world around it. */

export const apiId = 'a1b2c3d4e5';
export const accountId = '111122223333';
export const domainName = 'origin.api.example.com';
export const functionArn = `arn:aws:lambda:eu-west-1:${accountId}:function:orders`;

type Resources = Record<string, { Type: string; Properties: Record<string, unknown> }>;

const route = (key: string, properties: Record<string, unknown> = {}) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { ApiId: apiId, RouteKey: key, Target: 'integrations/Orders', ...properties },
});

export const scoped = { AuthorizationType: 'JWT', AuthorizerId: 'Tokens' };

/** What a test starts from and changes; `issuer` is where its tokens come from. */
export const resources = (issuer = 'https://localhost:1/pool'): Resources => ({
  Domain: {
    Type: 'AWS::ApiGatewayV2::DomainName',
    Properties: {
      DomainName: domainName,
      DomainNameConfigurations: [{ CertificateArn: 'arn:domain', EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' }],
      MutualTlsAuthentication: { TruststoreUri: 's3://trust/origin-hop/bundle.pem', TruststoreVersion: 'v1' },
    },
  },
  Mapping: {
    Type: 'AWS::ApiGatewayV2::ApiMapping',
    Properties: { ApiId: apiId, DomainName: domainName, Stage: '$default' },
  },
  Api: {
    Type: 'AWS::ApiGatewayV2::Api',
    Properties: { Name: 'orders', ProtocolType: 'HTTP', DisableExecuteApiEndpoint: true },
  },
  Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: apiId, StageName: '$default', AutoDeploy: true } },
  Orders: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: apiId,
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: functionArn,
      PayloadFormatVersion: '2.0',
    },
  },
  Tokens: {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: {
      ApiId: apiId,
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: issuer, Audience: ['app'] },
      Name: 'Tokens',
    },
  },
  List: route('GET /orders'),
  Read: route('GET /orders/{orderId}', { ...scoped, AuthorizationScopes: ['shop/orders.read', 'shop/orders.all'] }),
  Create: route('POST /orders'),
  Any: route('GET /any-token', scoped),
  Invoke: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: functionArn,
      Principal: 'apigateway.amazonaws.com',
      SourceArn: `arn:aws:execute-api:eu-west-1:${accountId}:${apiId}/*/*`,
    },
  },
});

export interface Fixture {
  readonly world: World;
  readonly ledger: World['ledger'];
  /** The origin-hop CA whose certificate is the truststore. */
  readonly authority: Issuer;
  /** Events the function got, and what it answers next. */
  readonly events: ApiEvent[];
  answer: (event: ApiEvent) => unknown;
}

export interface ApiEvent {
  readonly headers: Record<string, string>;
  readonly requestContext: Record<string, unknown>;
  readonly [name: string]: unknown;
}

export async function newAuthority(subject = 'CN=origin-hop CA a', validityDays = 30): Promise<Issuer> {
  const signer = localSigner(generateKeyPair().privateKey);
  return { certificate: await issueAuthority({ subject, signer, validityDays }), signer };
}

// Keys and CAs are the same for all tests of a file: making them takes longer than most tests.
const shared = (async () => ({ publicCa: await createPublicCa(), authority: await newAuthority() }))();

export async function fixture(templates: Resources = resources(), truststore?: string): Promise<Fixture> {
  const { publicCa, authority } = await shared;
  const certificate = await publicCa.issue([domainName]);
  const ledger = createLedger();
  const stack = { name: 'shop-gateway', region: 'eu-west-1', template: { Resources: templates } } as unknown as Stack;
  const events: ApiEvent[] = [];
  const made: Fixture = {
    ledger,
    authority,
    events,
    answer: () => ({ statusCode: 200, body: 'ok' }),
    world: {
      assembly: {
        ofType: (type: string): Placed[] =>
          Object.entries(templates)
            .filter(([, { Type }]) => Type === type)
            .map(([logicalId, { Type, Properties }]) => ({ stack, logicalId, type: Type, properties: Properties })),
      },
      resolve: (_: Stack, value: unknown) => Promise.resolve(isAccount(value) ? accountId : value),
      live: ({ logicalId, type }: Placed): Promise<Live> =>
        Promise.resolve({ ref: type === 'AWS::ApiGatewayV2::Api' ? apiId : logicalId, attributes: {} }),
      hosts: new Map(),
      publicCa,
      certificate: (arn: string) => (arn === 'arn:domain' ? certificate : undefined),
      object: (bucket: string, key: string, version?: string) =>
        bucket === 'trust' && key === 'origin-hop/bundle.pem' && (version ?? 'v1') === 'v1'
          ? Buffer.from(truststore ?? authority.certificate)
          : undefined,
      endpoints: {},
      ledger,
      lambda: {
        invoke: async (arn: string, event: unknown) => {
          expect(arn).toBe(functionArn);
          events.push(event as ApiEvent);
          return made.answer(event as ApiEvent);
        },
      } as unknown as LambdaHost,
    } as unknown as World,
  };
  return made;
}

const isAccount = (value: unknown): boolean => JSON.stringify(value) === '{"Ref":"AWS::AccountId"}';

export interface ClientIdentity {
  readonly cert: string;
  readonly key: string;
}

/** A client certificate of an authority: the edge's, but for what is given. */
export async function clientOf(
  issuer: Issuer,
  changes: Partial<Parameters<typeof issueLeaf>[0]> = {},
): Promise<ClientIdentity> {
  const { spki, privateKey } = generateKeyPair();
  const request = { subject: 'CN=edge', spki, issuer, usages: ['clientAuth' as const], validityDays: 1, ...changes };
  return { cert: await issueLeaf(request), key: privateKey };
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type CallOptions = Omit<RequestOptions, 'headers'> & {
  readonly port: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
};

/** One request, on a connection of its own unless an agent is given. */
export function call(
  { world }: Pick<Fixture, 'world'>,
  { port, body, headers, ...options }: CallOptions,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      {
        host: '127.0.0.1',
        servername: domainName,
        ca: world.publicCa.certificate,
        agent: false,
        port,
        ...options,
        headers: { host: domainName, ...headers },
      },
      response => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** `layer outcome reason` of what the gateway recorded. */
export const recorded = ({ ledger }: Fixture, mark = 0): string[] =>
  ledger.since(mark).map(({ layer, outcome, reason }) => `${layer} ${outcome}: ${reason}`);
