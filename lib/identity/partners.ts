import {
  LambdaVersion,
  UserPoolOperation,
  type OAuthScope,
  type UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { SystemsConfig } from '../config';
import type { DataStack } from '../data/data-stack';
import { byOwner } from '../data/tables';
import { HandlerFunction } from '../services/handler-function';

/** One client a partner: client credentials, a secret, and the scopes the configuration gives that partner. By partner. */
export function partnerClients(
  pool: UserPool,
  { prefix, partners }: SystemsConfig,
  scopes: ReadonlyMap<string, OAuthScope>,
): ReadonlyMap<string, UserPoolClient> {
  return new Map(
    partners.map(partner => [
      partner.name,
      pool.addClient(`Partner-${partner.name}`, {
        userPoolClientName: `${prefix}-partner-${partner.name}`,
        generateSecret: true,
        oAuth: {
          flows: { clientCredentials: true, authorizationCodeGrant: false, implicitCodeGrant: false },
          scopes: partner.scopes.map(name => known(scopes, name)),
        },
        // With none named Cognito allows its defaults, sign-in by password among them. This pool has nobody to sign in.
        authFlows: { userSrp: false },
        // Five minutes is the least Cognito gives. Whoever verifies a JWT takes it until then, revoked or not.
        accessTokenValidity: Duration.minutes(5),
        enableTokenRevocation: true,
        preventUserExistenceErrors: true,
      }),
    ]),
  );
}

function known(scopes: ReadonlyMap<string, OAuthScope>, name: string): OAuthScope {
  const scope = scopes.get(name);
  if (scope === undefined) throw new Error(`lib/identity: ${name}: the resource server has no such scope`);
  return scope;
}

/** Binds every token to a certificate of the client's, and lets none be issued without one (lambda/partner-token). */
export function bindTokens(
  scope: Construct,
  { config, pool, data }: { config: SystemsConfig; pool: UserPool; data: Pick<DataStack, 'tables' | 'key'> },
): HandlerFunction {
  const { certificates } = data.tables;
  if (certificates === undefined) throw new Error('lib/identity: the data stack has no registry of certificates');
  const { region, urlSuffix } = Stack.of(scope);
  const trigger = new HandlerFunction(scope, 'PartnerToken', {
    config,
    entry: 'partner-token',
    description: `${config.prefix}: binds partners' tokens to their certificates`,
    environment: { CERTIFICATES_TABLE: certificates.tableName, CERTIFICATES_BY_OWNER: byOwner },
    // Cognito waits five seconds, and asks three times.
    timeout: Duration.seconds(4),
    memoryMb: 512,
    statements: [
      new PolicyStatement({
        actions: ['dynamodb:Query'],
        resources: [`${certificates.tableArn}/index/${byOwner}`],
      }),
      new PolicyStatement({
        actions: ['kms:Decrypt'],
        resources: [data.key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${region}.${urlSuffix}` } },
      }),
    ],
  });
  // The third version of the event is the one that client credentials have.
  pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, trigger.function, LambdaVersion.V3_0);
  return trigger;
}
