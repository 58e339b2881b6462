import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalError, type Placed, type World } from '../types';

/** A function of a template, resolved: everything a process of it needs. */
export interface FunctionSettings {
  readonly name: string;
  readonly arn: string;
  readonly directory: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** How many may run at once; more wait. */
  readonly concurrency: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** Where the host keeps what it writes: inline code, and the CA the processes trust. */
export interface Workplace {
  readonly directory: string;
  readonly caFile: string;
}

const honoured = [
  'Code',
  'Environment',
  'FunctionName',
  'Handler',
  'LoggingConfig',
  'MemorySize',
  'ReservedConcurrentExecutions',
  'Runtime',
  'Timeout',
];
/** What concerns the account, or the machine that AWS would run it on. */
const withoutEffectHere = [
  'Architectures',
  'CodeSigningConfigArn',
  'Description',
  'EphemeralStorage',
  'KmsKeyArn',
  'RecursiveLoop',
  'Role',
  'RuntimeManagementConfig',
  'Tags',
  'TracingConfig',
];
const mostProcesses = 4;

export async function readSettings(resource: Placed, world: World, workplace: Workplace): Promise<FunctionSettings> {
  const place = `${resource.stack.name}/${resource.logicalId} (AWS::Lambda::Function)`;
  for (const name of Object.keys(resource.properties))
    if (!honoured.includes(name) && !withoutEffectHere.includes(name))
      throw new LocalError(`${place}: property ${name} is not modelled; the local chain takes ${honoured.join(', ')}`);

  const used = Object.fromEntries(Object.entries(resource.properties).filter(([name]) => honoured.includes(name)));
  const properties = (await world.resolve(resource.stack, used)) as FunctionProperties;
  const { Runtime: runtime = '', Handler: handler, MemorySize: memory, Timeout: timeout } = properties;
  if (!runtime.startsWith('nodejs'))
    throw new LocalError(`${place}: Runtime: got ${JSON.stringify(runtime)}, the local chain takes nodejs…`);
  if (handler === undefined || !handler.includes('.'))
    throw new LocalError(`${place}: Handler: got ${JSON.stringify(handler)}, takes file.export`);

  const { ref: name, attributes } = await world.live(resource);
  const directory = codeDirectory(resource, properties.Code ?? {}, workplace, place);
  const memoryMb = Number(memory ?? 128);
  return {
    name,
    arn: String(attributes['Arn']),
    directory,
    timeoutMs: Number(timeout ?? 3) * 1000,
    memoryMb,
    concurrency: Math.min(mostProcesses, Number(properties.ReservedConcurrentExecutions ?? mostProcesses)),
    environment: {
      ...strings(properties.Environment?.Variables ?? {}),
      ...world.endpoints,
      ...runtimeEnvironment({ name, handler, runtime, directory, memoryMb, region: resource.stack.region }),
      ...logging(properties.LoggingConfig ?? {}),
      NODE_EXTRA_CA_CERTS: workplace.caFile,
    },
  };
}

interface FunctionProperties {
  readonly Code?: { readonly S3Key?: string; readonly ZipFile?: string };
  readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> };
  readonly Handler?: string;
  readonly LoggingConfig?: { readonly LogFormat?: string; readonly ApplicationLogLevel?: string };
  readonly MemorySize?: number | string;
  readonly ReservedConcurrentExecutions?: number | string;
  readonly Runtime?: string;
  readonly Timeout?: number | string;
}

function codeDirectory(
  { stack, logicalId }: Placed,
  { S3Key: key, ZipFile: inline }: NonNullable<FunctionProperties['Code']>,
  workplace: Workplace,
  place: string,
): string {
  if (inline !== undefined) {
    const directory = join(workplace.directory, `${stack.name}-${logicalId}`);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'index.js'), inline);
    return directory;
  }
  if (key === undefined) throw new LocalError(`${place}: Code takes S3Key (an asset of the assembly) or ZipFile`);
  const asset = stack.asset(key);
  if (!statSync(asset).isDirectory()) throw new LocalError(`${place}: Code: the asset is a file, takes a directory`);
  return asset;
}

/** What AWS's runtime sets (Lambda developer guide, "Defined runtime environment variables"). The credentials open nothing. */
function runtimeEnvironment(of: {
  readonly name: string;
  readonly handler: string;
  readonly runtime: string;
  readonly directory: string;
  readonly memoryMb: number;
  readonly region: string;
}): Record<string, string> {
  return {
    _HANDLER: of.handler,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_REGION: of.region,
    AWS_DEFAULT_REGION: of.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${of.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: of.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(of.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${of.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    LAMBDA_TASK_ROOT: of.directory,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
  };
}

function logging({ LogFormat: format, ApplicationLogLevel: level }: NonNullable<FunctionProperties['LoggingConfig']>) {
  return {
    AWS_LAMBDA_LOG_FORMAT: format ?? 'Text',
    // As on AWS, a level counts only with the JSON format.
    ...(format === 'JSON' && level !== undefined ? { AWS_LAMBDA_LOG_LEVEL: level } : {}),
  };
}

const strings = (variables: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)]));
