import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { userInfo } from 'node:os';
import { environments, loadConfig, type Config } from '../../lib/config';
import { UsageError } from './errors';
import { runningChain, type LocalFile } from './local-file';
import { targetOf, type Target, type TargetOptions } from './trust/target';

/** The deny-list of an environment, in an account or on this machine. */
export interface DenyList {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  /** Absent where the running chain is of no environment under config/. */
  readonly config?: Config;
  /** Users of the local chain by name; in an account people write the `sub`. */
  readonly users: ReadonlyMap<string, string>;
  /** For the record. */
  readonly operator: string;
  /** Calls the certificates function; absent where clients have no certificates. */
  readonly ask?: Target['ask'];
  readonly now?: () => number;
  close(): void;
}

/** Finds the deny-list. Throws {@link UsageError} where there is none to be found. */
export async function denyListOf(options: TargetOptions): Promise<DenyList> {
  const { env, local = false } = options;
  if (local) return localList(runningChain(), options);
  if (env === undefined)
    throw new UsageError(
      `--env: got nothing, takes one of: ${environments().join(', ')}; or --local for the chain that runs here`,
    );
  const config = loadConfig(env);
  const table = await deployedTable(config);
  return listOf(new DynamoDBClient({ region: config.region }), {
    table,
    config,
    users: new Map(),
    ...(config.profile === 'consumer' ? {} : { ask: targetOf(options).ask }),
  });
}

function localList(local: LocalFile, options: TargetOptions): DenyList {
  const { endpoints, region, revocationsTable: table, users, certificatesFunction } = local;
  const client = new DynamoDBClient({
    region,
    endpoint: endpoints['AWS_ENDPOINT_URL_DYNAMODB'] ?? '',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const target = certificatesFunction === undefined ? undefined : targetOf(options);
  return listOf(client, {
    table,
    users: new Map(users.map(({ username, sub }) => [username, sub])),
    ...(target === undefined ? {} : { config: target.config, ask: target.ask }),
  });
}

const listOf = (client: DynamoDBClient, rest: Omit<DenyList, 'client' | 'operator' | 'close'>): DenyList => ({
  ...rest,
  client: DynamoDBDocumentClient.from(client),
  operator: `operator ${userInfo().username}`,
  close: () => client.destroy(),
});

async function deployedTable({ prefix, region }: Config): Promise<string> {
  const StackName = `${prefix}-data`;
  const { Stacks = [] } = await new CloudFormationClient({ region })
    .send(new DescribeStacksCommand({ StackName }))
    .catch((error: unknown) => unreachable(StackName, error));
  const table = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'RevocationsTable')?.OutputValue;
  if (table === undefined) throw new UsageError(`${StackName}: has no output RevocationsTable; deploy it first`);
  return table;
}

/** What AWS, or the stand-in, says, in one line. */
export function unreachable(what: string, error: unknown): never {
  throw new UsageError(`${what}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`, {
    cause: error,
  });
}
