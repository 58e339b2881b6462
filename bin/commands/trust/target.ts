import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { userInfo } from 'node:os';
import type { CertificatesAnswer, CertificatesRequest } from '../../../lambda/certificates/protocol';
import { environments, loadConfig, type ClientsConfig } from '../../../lib/config';
import { names } from '../../../lib/names';
import { truststoreFolder } from '../../../lib/trust/truststore-folder';
import { UsageError } from '../errors';
import { runningChain, type LocalFile } from '../local-file';

// The oldest Node that package.json takes is older than the SDK's newest; nobody who revokes a certificate wants to read that.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

/** A deployed environment: in an account, reached with the operator's own credentials, or on this machine. */
export interface Target {
  readonly config: ClientsConfig;
  /** The truststore's folder in the repository. */
  readonly folder: string;
  /** Users of the local chain by name; in an account people write the `sub`. */
  readonly users: ReadonlyMap<string, string>;
  /** For the record. */
  readonly operator: string;
  /** Calls the certificates function. */
  readonly ask: (request: CertificatesRequest) => Promise<CertificatesAnswer>;
  /** The truststore in force: its bundle, and the hash of the part that comes from the repository. */
  readonly truststore: () => Promise<{ readonly uri: string; readonly bundle: string; readonly source: string }>;
}

export interface TargetOptions {
  readonly env?: string;
  readonly local?: boolean;
}

/** The target of a command. Throws {@link UsageError} where there is none, or no certificates in its profile. */
export function targetOf({ env, local = false }: TargetOptions): Target {
  if (local) return localTarget(runningChain());
  if (env === undefined)
    throw new UsageError(
      `--env: got nothing, takes one of: ${environments().join(', ')}; or --local for the chain that runs here`,
    );
  const config = clientsConfig(env);
  return target(config, {
    users: new Map(),
    truststore: () => deployedTruststore(config),
    clients: region => ({ lambda: new LambdaClient({ region }), s3: new S3Client({ region }) }),
  });
}

/** A configuration whose clients have certificates. */
export function clientsConfig(env: string): ClientsConfig {
  const config = loadConfig(env);
  if (config.profile !== 'consumer') return config;
  throw new UsageError(`${env}: got profile consumer, takes managed or partner: a consumer app has no certificates`);
}

function localTarget(local: LocalFile): Target {
  const { certificatesFunction, truststore, endpoints } = local;
  const config = environments()
    .map(loadConfig)
    .find(each => names(each).certificatesFunction === certificatesFunction);
  if (config === undefined || config.profile === 'consumer')
    throw new UsageError(
      'the chain that runs here has no certificates of clients; run npm start -- -c env=managed-edge',
    );
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const at = (service: string) => endpoints[`AWS_ENDPOINT_URL_${service}`];
  return target(config, {
    users: new Map(local.users.map(({ username, sub }) => [username, sub])),
    truststore: async () => {
      if (truststore === undefined) throw new UsageError('the chain that runs here publishes no truststore of clients');
      return truststore;
    },
    clients: region => ({
      lambda: new LambdaClient({ region, credentials, endpoint: at('LAMBDA') }),
      s3: new S3Client({ region, credentials, endpoint: at('S3'), forcePathStyle: true }),
    }),
  });
}

interface Reach {
  readonly users: ReadonlyMap<string, string>;
  readonly truststore: () => Promise<{ readonly uri: string; readonly source: string }>;
  readonly clients: (region: string) => { readonly lambda: LambdaClient; readonly s3: S3Client };
}

function target(config: ClientsConfig, { users, truststore, clients }: Reach): Target {
  const { lambda, s3 } = clients(config.region);
  return {
    config,
    folder: truststoreFolder(config.env),
    users,
    operator: `operator ${userInfo().username}`,
    async ask(request) {
      const FunctionName = names(config).certificatesFunction;
      const response = await lambda
        .send(new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(request)) }))
        .catch((error: unknown) => unreachable(FunctionName, error));
      const text = Buffer.from(response.Payload ?? []).toString('utf8');
      if (response.FunctionError !== undefined)
        throw new UsageError(`${FunctionName}: failed: ${messageOf(text)}; look at its log`);
      return JSON.parse(text) as CertificatesAnswer;
    },
    async truststore() {
      const { uri, source } = await truststore();
      const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
      const { Body } = await s3
        .send(new GetObjectCommand({ Bucket, Key }))
        .catch((error: unknown) => unreachable(uri, error));
      return { uri, source, bundle: (await Body?.transformToString()) ?? '' };
    },
  };
}

/** What the stack that uses the truststore says of it. */
async function deployedTruststore({
  prefix,
  ingress,
  region,
}: ClientsConfig): Promise<{ uri: string; source: string }> {
  const StackName = `${prefix}-${ingress === 'edge' ? 'edge' : 'gateway'}`;
  const client = new CloudFormationClient({ region: ingress === 'edge' ? 'us-east-1' : region });
  const { Stacks = [] } = await client
    .send(new DescribeStacksCommand({ StackName }))
    .catch((error: unknown) => unreachable(StackName, error));
  const output = (key: string): string | undefined =>
    Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
  const [uri, source] = [output('ClientTruststore'), output('ClientTruststoreSource')];
  if (uri === undefined || source === undefined)
    throw new UsageError(`${StackName}: has no output ClientTruststore; deploy it first`);
  return { uri, source };
}

function unreachable(what: string, error: unknown): never {
  throw new UsageError(`${what}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`, {
    cause: error,
  });
}

function messageOf(payload: string): string {
  try {
    return String((JSON.parse(payload) as { readonly errorMessage?: unknown }).errorMessage);
  } catch {
    return 'no answer';
  }
}
