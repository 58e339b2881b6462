import { loadConfig } from '../../../lib/config';
import { ofType, only, synthesized, template, type Template } from '../../assembly';
import { testClaims, type Claim } from '../../claims';
import { get, set } from '../paths';
import { allow, rightsOf } from '../policies';

/** Partners' clients and what binds their tokens, behind either ingress. */

const layer = 'auth';
const environments = synthesized().filter(env => loadConfig(env).profile === 'partner');
const clients = (from: Template) => ofType(from, 'AWS::Cognito::UserPoolClient').map(({ Properties }) => Properties);

const each = (claim: string, path: string, is: unknown, weakened: unknown): Claim => ({
  layer,
  claim: `every partner's client ${claim}`,
  assertion: from => expect(clients(from).map(one => get(one, path))).toEqual([is, is]),
  weaken: from => set(clients(from).at(-1), path, weakened),
});

const trigger = (from: Template) =>
  get(only(from, 'AWS::Cognito::UserPool').Properties, 'LambdaConfig.PreTokenGenerationConfig');
const scopesOf = (from: Template, partner: string) => {
  const client = clients(from).find(({ ClientName }) => String(ClientName).endsWith(`-partner-${partner}`));
  const scopes = (client?.AllowedOAuthScopes ?? []) as { 'Fn::Join': [string, unknown[]] }[];
  return scopes.map(scope => String(scope['Fn::Join'][1].at(-1)));
};

test('both ingresses are here', () => expect(environments).toEqual(['partner-edge', 'partner-regional']));

for (const env of environments)
  testClaims(
    'identity',
    [
      each('has a secret', 'GenerateSecret', true, false),
      each('gets tokens by client credentials alone', 'AllowedOAuthFlows', ['client_credentials'], ['implicit']),
      each(
        'signs nobody in by password',
        'ExplicitAuthFlows',
        ['ALLOW_REFRESH_TOKEN_AUTH'],
        ['ALLOW_USER_PASSWORD_AUTH'],
      ),
      each('gets tokens for five minutes', 'AccessTokenValidity', 5, 1_440),
      each('has no page to return to', 'CallbackURLs', undefined, ['https://example.com']),
      {
        layer,
        claim: 'a partner has the scopes of the configuration and no other',
        assertion: from => {
          expect(scopesOf(from, 'acme')).toEqual(['/accounts.read', '/transfers.read', '/transfers.write']);
          expect(scopesOf(from, 'globex')).toEqual(['/accounts.read', '/transfers.read']);
        },
        weaken: from =>
          set(
            clients(from)[1],
            'AllowedOAuthScopes.1',
            clients(from)[0] && { 'Fn::Join': ['', [{}, '/transfers.write']] },
          ),
      },
      {
        layer,
        claim: 'no token is issued but by the function that binds it, asked with the event of client credentials',
        assertion: from =>
          expect(trigger(from)).toEqual({
            LambdaArn: { 'Fn::GetAtt': [expect.stringMatching(/^PartnerToken/), 'Arn'] },
            LambdaVersion: 'V3_0',
          }),
        weaken: from => set(only(from, 'AWS::Cognito::UserPool').Properties, 'LambdaConfig', undefined),
      },
      {
        layer,
        claim: 'that function is called by this pool alone',
        assertion: from =>
          expect(only(from, 'AWS::Lambda::Permission').Properties).toMatchObject({
            Principal: 'cognito-idp.amazonaws.com',
            SourceArn: { 'Fn::GetAtt': [expect.stringMatching(/^UserPool/), 'Arn'] },
          }),
        weaken: from => set(only(from, 'AWS::Lambda::Permission').Properties, 'SourceArn', undefined),
      },
      {
        layer,
        claim: 'it may look certificates up by their owner, and nothing else',
        assertion: from =>
          expect(
            rightsOf(from, 'PartnerToken')
              .flatMap(({ Action }) => Action)
              .map(String)
              .filter(action => !action.startsWith('logs:'))
              .toSorted(),
          ).toEqual(['dynamodb:Query', 'kms:Decrypt']),
        weaken: from => allow(from, { Action: 'dynamodb:PutItem', Resource: '*' }),
      },
      {
        layer,
        claim: 'nobody has an account',
        assertion: from => {
          expect(
            get(only(from, 'AWS::Cognito::UserPool').Properties, 'AdminCreateUserConfig.AllowAdminCreateUserOnly'),
          ).toBe(true);
          expect(ofType(from, 'AWS::Cognito::ManagedLoginBranding')).toEqual([]);
        },
        weaken: from =>
          set(only(from, 'AWS::Cognito::UserPool').Properties, 'AdminCreateUserConfig.AllowAdminCreateUserOnly', false),
      },
    ],
    env,
  );

test.each(environments)('%s: the API takes tokens of the partners and of nobody else', env => {
  const [fn] = ofType(template('services', env), 'AWS::Lambda::Function');
  const ids = get(fn?.Properties, 'Environment.Variables.CLIENT_IDS.Fn::Join') as [string, unknown[]];
  expect(ids[1]).toHaveLength(2);
});
