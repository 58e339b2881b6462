import { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal, type IRole, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Config } from '../config';
import { removalPolicy, retentionDays } from '../stack';
import { handlerName, lambdaCode } from './bundle';

export interface HandlerFunctionProps {
  readonly config: Config;
  /** The folder under `lambda/` whose handler this runs. */
  readonly entry: string;
  readonly description: string;
  /** All that the function may do, besides writing to its own log group. */
  readonly statements: readonly PolicyStatement[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Fixed, for functions that somebody calls by name; otherwise CloudFormation picks one. */
  readonly functionName?: string;
  /** Fixed, for functions that another Region's key policy names; otherwise CloudFormation picks one. */
  readonly roleName?: string;
  readonly timeout: Duration;
  readonly memoryMb?: number;
}

/** A Lambda of this project: its code from the one bundle, a log group and a role of its own, and no right it was not given. */
export class HandlerFunction extends Construct {
  readonly function: Function;
  readonly role: IRole;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    super(scope, id);
    const {
      config,
      entry,
      description,
      statements,
      environment,
      functionName,
      roleName,
      timeout,
      memoryMb = 256,
    } = props;

    this.logGroup = new LogGroup(this, 'Logs', {
      retention: retentionDays(config.retention.logDays),
      removalPolicy: removalPolicy(config),
    });
    // Not AWSLambdaBasicExecutionRole: that managed policy lets a function write to every log group of the account.
    const role = new Role(this, 'Role', {
      roleName,
      description,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    this.logGroup.grantWrite(role);
    for (const statement of statements) role.addToPolicy(statement);

    this.role = role;
    this.function = new Function(this, 'Function', {
      functionName,
      description,
      code: lambdaCode(entry),
      handler: handlerName,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memoryMb,
      timeout,
      environment,
      role,
      logGroup: this.logGroup,
      // X-Ray takes its permissions on every resource of the account; the request id in every log line links the layers.
      tracing: Tracing.DISABLED,
    });
  }
}
