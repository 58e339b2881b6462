import { loadConfig } from '../../../lib/config';
import { services, servicesOf } from '../../../lib/routes';
import { access, guardAccess } from '../../../lib/services/access';
import { ofType, stackNames, template, type Template } from '../../assembly';
import { testClaims, type Claim } from '../../claims';
import { get, set } from '../paths';
import { allow, rightsOf } from '../policies';

const layer = 'service';
const functions = (from: Template) => ofType(from, 'AWS::Lambda::Function').map(({ Properties }) => Properties);
const names = [...servicesOf(loadConfig('example')).keys()];

/** A claim about every function, weakened in the last. */
const each = (claim: string, path: string, is: unknown, weakened: unknown): Claim => ({
  layer,
  claim: `every service ${claim}`,
  assertion: from => expect(functions(from).map(one => get(one, path))).toEqual(names.map(() => is)),
  weaken: from => set(functions(from).at(-1), path, weakened),
});
const variable = (claim: string, name: string, is: unknown, weakened: unknown): Claim =>
  each(claim, `Environment.Variables.${name}`, is, weakened);
const output = (stack: string, name: string) => ({
  'Fn::GetStackOutput': expect.objectContaining({
    StackName: `portcullis-example-${stack}`,
    OutputName: expect.stringContaining(name),
  }),
});

/** The rights of a service on data, as the template has them: each action with each ARN it reaches. */
const dataRights = (from: Template, service: string) =>
  rightsOf(from, service)
    .filter(({ Action }) => Action.some(action => !/^(?:logs|kms):/.test(String(action))))
    .flatMap(({ Action, Resource }) => Action.flatMap(action => Resource.map(on => ({ action, on }))));

/** The same as lib/services/access.ts has them, with what every guard reads. */
const declaredRights = (service: string) =>
  [...(access[service] ?? []), ...guardAccess('consumer', services[service] ?? [])].flatMap(
    ({ actions, table, index }) => {
      const arn = output('data', `${table.charAt(0).toUpperCase()}${table.slice(1)}`);
      const on = index === undefined ? arn : { 'Fn::Join': ['', [arn, `/index/${index}`]] };
      return actions.map(action => ({ action, on }));
    },
  );

testClaims('services', [
  variable('takes tokens of the user pool only', 'ISSUER', output('identity', 'ProviderURL'), 'https://a.example'),
  variable("takes tokens of the app's client only", 'CLIENT_IDS', output('identity', 'UserPool'), '*'),
  variable('names the resource server of its scopes', 'RESOURCE_SERVER', 'wallet', ''),
  variable(
    'knows the origin-hop CA from the stack that certifies it',
    'ORIGIN_HOP_AUTHORITIES',
    output('trust', 'CertificatePem'),
    undefined,
  ),
  variable('knows who the edge is', 'ORIGIN_HOP_IDENTITY', 'urn:portcullis:edge:example', undefined),
  variable('knows its profile', 'PROFILE', 'consumer', 'partner'),
  variable('knows its ingress', 'INGRESS', 'edge', 'regional'),
  variable('knows the deny-list', 'REVOCATIONS_TABLE', output('data', 'Revocations'), undefined),
  variable('bounds the body', 'MAX_BODY_BYTES', '8192', undefined),
  variable('counts in the namespace that the alarms watch', 'POWERTOOLS_METRICS_NAMESPACE', 'Portcullis', 'App'),
  each('runs on arm64', 'Architectures', ['arm64'], ['x86_64']),
  each('runs on a supported Node', 'Runtime', 'nodejs24.x', 'nodejs18.x'),
  each('answers before API Gateway gives up', 'Timeout', 10, 60),
  each('logs to a group of its own', 'LoggingConfig.LogGroup', { Ref: expect.stringMatching(/Logs/) }, undefined),
  {
    layer,
    claim: 'logs are kept as long as config says',
    assertion: from =>
      expect(ofType(from, 'AWS::Logs::LogGroup').map(({ Properties }) => Properties.RetentionInDays)).toEqual(
        names.map(() => 90),
      ),
    weaken: from => set(ofType(from, 'AWS::Logs::LogGroup')[0]?.Properties, 'RetentionInDays', undefined),
  },
  ...names.map((name): Claim => ({
    layer,
    claim: `${name} has the rights of lib/services/access.ts and no other`,
    assertion: from => {
      const declared = declaredRights(name);
      const found = dataRights(from, name);
      expect(found).toEqual(expect.arrayContaining(declared));
      expect(found).toHaveLength(declared.length);
    },
    weaken: from => allow(from, { Action: 'dynamodb:Scan', Resource: { Ref: 'Table' } }),
  })),
  {
    layer,
    claim: 'no right reaches beyond what it names',
    assertion: from => {
      const rights = JSON.stringify(
        ofType(from, 'AWS::IAM::Policy').map(({ Properties }) => Properties.PolicyDocument),
      );
      expect(rights).not.toContain('*');
    },
    weaken: from => allow(from, { Action: 'dynamodb:*', Resource: '*' }),
  },
  {
    layer,
    claim: 'the key of the tables is used through DynamoDB only',
    assertion: from => {
      for (const name of names.filter(one => declaredRights(one).length > 0))
        expect(rightsOf(from, name).find(({ Action }) => Action.includes('kms:Decrypt'))?.Condition).toEqual({
          StringEquals: { 'kms:ViaService': { 'Fn::Join': ['', ['dynamodb.eu-west-1.', { Ref: 'AWS::URLSuffix' }]] } },
        });
    },
    weaken: from =>
      ofType(from, 'AWS::IAM::Policy').forEach(({ Properties }) =>
        (get(Properties, 'PolicyDocument.Statement') as object[]).forEach(each => set(each, 'Condition', undefined)),
      ),
  },
  {
    layer,
    claim: 'a role is for Lambda only',
    assertion: from =>
      expect(
        ofType(from, 'AWS::IAM::Role').map(({ Properties }) => get(Properties, 'AssumeRolePolicyDocument.Statement')),
      ).toEqual(
        names.map(() => [
          { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
        ]),
      ),
    weaken: from =>
      set(ofType(from, 'AWS::IAM::Role')[0]?.Properties, 'AssumeRolePolicyDocument.Statement.0.Principal', {
        AWS: '*',
      }),
  },
  {
    layer,
    claim: 'no managed policy adds rights',
    assertion: from =>
      expect(ofType(from, 'AWS::IAM::Role').filter(({ Properties }) => Properties.ManagedPolicyArns)).toEqual([]),
    weaken: from =>
      set(ofType(from, 'AWS::IAM::Role')[0]?.Properties, 'ManagedPolicyArns', [
        'arn:aws:iam::aws:policy/PowerUserAccess',
      ]),
  },
]);

const permissions = (from: Template) => ofType(from, 'AWS::Lambda::Permission').map(({ Properties }) => Properties);

/** A rule of EventBridge in the same template, and no other. */
const isOwnClock = ({ Principal, SourceArn }: Record<string, unknown>): boolean =>
  Principal === 'events.amazonaws.com' &&
  typeof SourceArn === 'object' &&
  get({ SourceArn }, 'SourceArn.Fn::GetAtt.1') === 'Arn';

describe('around the API', () => {
  test.each(stackNames())('%s: no function has a URL of its own', stack =>
    expect(ofType(template(stack), 'AWS::Lambda::Url')).toEqual([]),
  );

  test.each(stackNames().filter(name => name !== 'gateway'))(
    '%s: lets nobody but its own clock call a function',
    stack => expect(permissions(template(stack)).filter(permission => !isOwnClock(permission))).toEqual([]),
  );

  test('a clock of somebody else is not its own', () =>
    expect(isOwnClock({ Principal: 'events.amazonaws.com', SourceArn: '*' })).toBe(false));

  test('every service of the route table has its rights written down', () =>
    expect(Object.keys(access).sort()).toEqual(Object.keys(services).sort()));
});
