import { Agent, request } from 'undici';
import type { Issuer, TemplateResource, World } from '../../../../tools/local/types';
import { stack } from '../stacks';
import { identity, startIssuer, type Systems } from './world';

/** Partners' clients, and the trigger that is asked before a token is issued. */

const partner = (name: string, scopes: readonly string[], changes: Record<string, unknown> = {}): TemplateResource => ({
  Type: 'AWS::Cognito::UserPoolClient',
  Properties: {
    UserPoolId: { Ref: 'Pool' },
    ClientName: `wallet-partner-edge-partner-${name}`,
    AllowedOAuthFlows: ['client_credentials'],
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthScopes: scopes,
    AccessTokenValidity: 5,
    TokenValidityUnits: { AccessToken: 'minutes' },
    GenerateSecret: true,
    ...changes,
  },
});

const permission: TemplateResource = {
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: { 'Fn::GetAtt': ['Bind', 'Arn'] },
    Principal: 'cognito-idp.amazonaws.com',
    SourceArn: { 'Fn::GetAtt': ['Pool', 'Arn'] },
  },
};
const asking = (LambdaVersion: string): TemplateResource => ({
  Type: 'AWS::Cognito::UserPool',
  Properties: {
    LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: { 'Fn::GetAtt': ['Bind', 'Arn'] }, LambdaVersion } },
  },
});

function pool(resources: Record<string, TemplateResource> = {}) {
  const { App: _, ...others } = identity().template.Resources;
  return stack('identity', {
    ...others,
    Pool: asking('V3_0'),
    Bind: { Type: 'AWS::Lambda::Function' },
    Permission: permission,
    Acme: partner('acme', ['wallet/accounts.read', 'wallet/transfers.write']),
    Globex: partner('globex', ['wallet/accounts.read']),
    ...resources,
  });
}

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;

interface Event extends Record<string, unknown> {
  readonly callerContext: { readonly clientId: string };
}
const events: Event[] = [];
let answer: (event: Event) => unknown;
const bind = (event: Event) => ({
  ...event,
  response: {
    claimsAndScopeOverrideDetails: {
      accessTokenGeneration: { claimsToAddOrOverride: { cnf: { 'x5t#S256': 'thumbprint' }, sub: 'somebody else' } },
    },
  },
});

let issuer: Issuer;
let world: World;
let stop: () => Promise<void>;
const systems: Systems = {
  stack: pool(),
  invoke: async (_, event) => {
    events.push(event as Event);
    return answer(event as Event);
  },
};
beforeAll(async () => ({ issuer, world, stop } = await startIssuer({}, systems)));
afterAll(() => stop());
beforeEach(() => {
  events.length = 0;
  answer = bind;
});
const userOf = (name: string) => {
  const user = issuer.users.find(({ username }) => username === name);
  if (user === undefined) throw new Error(`no ${name}`);
  return user;
};

test('the partners of the templates are known by name, client and secret', () => {
  expect(issuer.users.map(({ username }) => username)).toEqual(['acme', 'globex']);
  const secrets = issuer.users.map(({ password }) => password);
  expect(secrets.every(secret => /^[a-z0-9]{51}$/.test(secret))).toBe(true);
  expect(new Set(secrets).size).toBe(2);
});

test('a system gets an access token with exactly the claims of Cognito and those of the trigger', async () => {
  const { accessToken, idToken, refreshToken } = await issuer.signIn({ username: 'acme' });
  const claims = claimsOf(accessToken);
  const { sub } = userOf('acme');
  expect(claims).toEqual({
    sub,
    client_id: sub,
    token_use: 'access',
    scope: 'wallet/accounts.read wallet/transfers.write',
    auth_time: claims['iat'],
    iss: issuer.url,
    iat: expect.any(Number),
    exp: Number(claims['iat']) + 300,
    version: 2,
    jti: expect.any(String),
    cnf: { 'x5t#S256': 'thumbprint' },
  });
  expect([idToken, refreshToken]).toEqual(['', undefined]);
});

test('the trigger is asked once a token, with the event that Cognito sends', async () => {
  const clientMetadata = { 'x5t#S256': 'wanted' };
  await issuer.signIn({ username: 'acme', scopes: ['wallet/accounts.read'], clientMetadata });
  expect(events).toEqual([
    {
      version: '3',
      triggerSource: 'TokenGeneration_ClientCredentials',
      region: 'eu-west-1',
      userPoolId: expect.stringMatching(/^eu-west-1_/),
      callerContext: { awsSdkVersion: expect.any(String), clientId: userOf('acme').sub },
      request: {
        userAttributes: {},
        groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
        scopes: ['wallet/accounts.read'],
        clientMetadata,
      },
      response: { claimsAndScopeOverrideDetails: null },
    },
  ]);
});

test('a trigger takes scopes away and adds some', async () => {
  answer = event => ({
    ...event,
    response: {
      claimsAndScopeOverrideDetails: {
        accessTokenGeneration: { scopesToSuppress: ['wallet/transfers.write'], scopesToAdd: ['wallet/x'] },
      },
    },
  });
  const { accessToken } = await issuer.signIn({ username: 'acme' });
  expect(claimsOf(accessToken)['scope']).toBe('wallet/accounts.read wallet/x');
});

test.each<[string, () => unknown, RegExp]>([
  [
    'throws',
    () => {
      throw new Error('No certificate of this client');
    },
    /invalid_request: PreTokenGeneration failed with error No certificate of this client/,
  ],
  ['gives nothing back', () => null, /Invalid lambda trigger response/],
  [
    'wants what is not modelled',
    () => ({ response: { claimsAndScopeOverrideDetails: { idTokenGeneration: { claimsToSuppress: ['x'] } } } }),
    /not modelled/,
  ],
])('there is no token when the trigger %s', async (_, act, message) => {
  answer = act;
  await expect(issuer.signIn({ username: 'acme' })).rejects.toThrow(message);
});

test("another partner's scope is refused, not left out", async () => {
  const scopes = ['wallet/accounts.read', 'wallet/transfers.write'];
  await expect(issuer.signIn({ username: 'globex', scopes })).rejects.toThrow(/invalid_scope/);
});

describe('over HTTP', () => {
  const ask = async (authorization: string | undefined, form: Record<string, string> = {}) => {
    const dispatcher = new Agent({ connect: { ca: world.publicCa.certificate } });
    const { statusCode, body } = await request(`${issuer.url}/oauth2/token`, {
      dispatcher,
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(authorization === undefined ? {} : { authorization }),
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...form }).toString(),
    });
    const { error } = (await body.json()) as { error?: string };
    await dispatcher.close();
    return `${statusCode} ${error ?? ''}`;
  };
  const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

  test('who has no secret, or another’s, gets nothing', async () => {
    const [acme, globex] = [userOf('acme'), userOf('globex')];
    expect(await ask(basic(acme.sub, globex.password))).toBe('401 invalid_client');
    expect(await ask(undefined, { client_id: acme.sub })).toBe('401 invalid_client');
    expect(await ask(basic(acme.sub, acme.password), { aws_client_metadata: '["x"]' })).toBe('400 invalid_request');
    expect(events).toEqual([]);
  });

  test('a system cannot sign people in', async () => {
    const acme = userOf('acme');
    const code = { grant_type: 'authorization_code', code: 'x', redirect_uri: 'https://a.example.com' };
    expect(await ask(basic(acme.sub, acme.password), code)).toMatch(/^400 /);
  });
});

test.each<[string, Record<string, TemplateResource>, RegExp]>([
  ['a system without a secret', { Acme: partner('acme', [], { GenerateSecret: false }) }, /GenerateSecret: got false/],
  ['another flow', { Acme: partner('acme', [], { AllowedOAuthFlows: ['implicit'] }) }, /AllowedOAuthFlows/],
  ['the first version of the trigger', { Pool: asking('V1_0') }, /LambdaVersion: got V1_0, takes V2_0 or V3_0/],
  ['a trigger that nobody may invoke', { Permission: { Type: 'AWS::IAM::Role' } }, /no AWS::Lambda::Permission lets/],
  [
    'another trigger',
    { Pool: { Type: 'AWS::Cognito::UserPool', Properties: { LambdaConfig: { PreAuthentication: 'arn:x' } } } },
    /got PreAuthentication, which is not modelled here/,
  ],
])('%s does not start', async (_, resources, message) => {
  await expect(startIssuer({}, { ...systems, stack: pool(resources) })).rejects.toThrow(message);
});
