import { Duration, Stack, Validations } from 'aws-cdk-lib';
import type { CfnKeyValueStore } from 'aws-cdk-lib/aws-cloudfront';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ClientsConfig } from '../config';
import { byRevoked } from '../data/tables';
import { names } from '../names';
import { HandlerFunction } from '../services/handler-function';

export interface RevocationSyncProps {
  readonly config: ClientsConfig;
  /** Of revoked serial numbers, which the connection function reads. */
  readonly store: CfnKeyValueStore;
}

/** Keeps the edge's list of revoked certificates equal to the registry, every minute, from beside the distribution. */
export class RevocationSync extends HandlerFunction {
  constructor(scope: Construct, id: string, { config, store }: RevocationSyncProps) {
    const { account, partition, urlSuffix } = Stack.of(scope);
    const { certificatesTable, dataKeyAlias } = names(config);
    const { region } = config;
    const keys = `arn:${partition}:kms:${region}:${account}:key/*`;
    super(scope, id, {
      config,
      entry: 'revocation-sync',
      description: `${config.prefix}: keeps the edge's list of revoked certificates equal to the registry`,
      timeout: Duration.seconds(50),
      environment: {
        CERTIFICATES_TABLE: certificatesTable,
        HOME_REGION: region,
        STORE_ARN: store.attrArn,
        POWERTOOLS_SERVICE_NAME: 'revocation-sync',
        POWERTOOLS_METRICS_NAMESPACE: 'Portcullis',
      },
      statements: [
        new PolicyStatement({
          actions: ['dynamodb:Query'],
          resources: [`arn:${partition}:dynamodb:${region}:${account}:table/${certificatesTable}/index/${byRevoked}`],
        }),
        // The key's id is known only in the home Region, and no policy can name an alias as a resource: the condition does.
        new PolicyStatement({
          actions: ['kms:Decrypt'],
          resources: [keys],
          conditions: {
            StringEquals: { 'kms:ViaService': `dynamodb.${region}.${urlSuffix}` },
            'ForAnyValue:StringEquals': { 'kms:ResourceAliases': [dataKeyAlias] },
          },
        }),
        new PolicyStatement({
          actions: [
            'cloudfront-keyvaluestore:DescribeKeyValueStore',
            'cloudfront-keyvaluestore:ListKeys',
            'cloudfront-keyvaluestore:UpdateKeys',
          ],
          resources: [store.attrArn],
        }),
      ],
    });
    Validations.of(this.role).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::arn:aws:kms:${region}:${config.account ?? '<AWS::AccountId>'}:key/*]`,
      reason:
        'A key has no name a policy could use; kms:ResourceAliases leaves the one of the tables, and only through DynamoDB.',
    });
    new Rule(this, 'EveryMinute', {
      description: `${config.prefix}: revoked certificates to the edge`,
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(this.function)],
    });
  }
}
