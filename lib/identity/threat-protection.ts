import {
  CfnLogDeliveryConfiguration,
  CfnUserPoolRiskConfigurationAttachment,
  type UserPool,
} from 'aws-cdk-lib/aws-cognito';
import { Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { PeopleConfig } from '../config';
import { names } from '../names';
import { namedRemovalPolicy, retentionDays } from '../stack';

/** What Cognito does about a risky sign-in, and its log of sign-ins. Both are of the plan PLUS. */
export function threatProtection(scope: Construct, pool: UserPool, config: PeopleConfig): void {
  const notify = false;
  new CfnUserPoolRiskConfigurationAttachment(scope, 'Risk', {
    userPoolId: pool.userPoolId,
    clientId: 'ALL',
    // In full-function mode nothing is done that is not written here.
    accountTakeoverRiskConfiguration: {
      actions: {
        lowAction: { eventAction: 'MFA_IF_CONFIGURED', notify },
        mediumAction: { eventAction: 'MFA_IF_CONFIGURED', notify },
        highAction: { eventAction: 'BLOCK', notify },
      },
    },
    compromisedCredentialsRiskConfiguration: {
      eventFilter: ['SIGN_IN', 'SIGN_UP', 'PASSWORD_CHANGE'],
      actions: { eventAction: 'BLOCK' },
    },
  });
  const logGroup = new LogGroup(scope, 'SignIns', {
    logGroupName: names(config).signInLogGroup,
    retention: retentionDays(config.retention.accessLogDays),
    removalPolicy: namedRemovalPolicy(config),
  });
  new CfnLogDeliveryConfiguration(scope, 'SignInLog', {
    userPoolId: pool.userPoolId,
    logConfigurations: [
      {
        eventSource: 'userAuthEvents',
        logLevel: 'INFO',
        cloudWatchLogsConfiguration: {
          // Without the `:*` that CloudFormation gives a log group's Arn.
          logGroupArn: Stack.of(scope).formatArn({
            service: 'logs',
            resource: `log-group:${logGroup.logGroupName}`,
          }),
        },
      },
    ],
  });
}
