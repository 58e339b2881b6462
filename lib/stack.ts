import { RemovalPolicy, type StackProps } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Config } from './config';

/** What every stack's constructor takes, besides the stacks it builds on. */
export interface Configured<C extends Config = Config> {
  readonly config: C;
}

/** Name, Region, tags and protection of one stack of an environment. */
export const stackProps = (config: Config, layer: string, description: string, region = config.region): StackProps => ({
  stackName: `${config.prefix}-${layer}`,
  description: `${config.prefix}: ${description}`,
  env: { account: config.account, region },
  tags: { application: config.name, environment: config.env, stack: layer },
  terminationProtection: config.production,
});

/** What becomes of data and of what protects it when its resource leaves a template. */
export const removalPolicy = ({ production }: Config): RemovalPolicy =>
  production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;

/**
 * The same for a resource with a fixed name. A plain Retain would also keep it when the stack's first creation is rolled
 * back, and every later attempt would be refused with "already exists".
 */
export const namedRemovalPolicy = ({ production }: Config): RemovalPolicy =>
  production ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;

/** A retention as the library has it. The schema of the configuration takes no number that CloudWatch Logs does not know. */
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment
export const retentionDays = (days: number): RetentionDays => days;
