import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { placeOf, propertiesOf, shaped } from '../check';
import { LocalError, type Placed, type World } from '../types';

/** A function of a template, resolved: everything a process of it needs. */
export interface FunctionSettings {
  readonly name: string;
  readonly arn: string;
  readonly directory: string;
  /** The asset's key, which is a hash of what is in it, or the source itself. */
  readonly code: string;
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
const withoutEffect = [
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

// CloudFormation takes numbers as text too.
const whole = z.coerce.number().int().nonnegative();
const schema = z.object({
  Code: z.object({ S3Key: z.string().optional(), ZipFile: z.string().optional() }),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).optional(),
  Handler: z.string().includes('.', 'takes file.export'),
  LoggingConfig: z.object({ LogFormat: z.string().optional(), ApplicationLogLevel: z.string().optional() }).optional(),
  MemorySize: whole.default(128),
  ReservedConcurrentExecutions: whole.default(mostProcesses),
  Runtime: z.string().startsWith('nodejs', 'the local chain takes nodejs…'),
  Timeout: whole.default(3),
});
type FunctionProperties = z.output<typeof schema>;

/** Reads a function's properties. Throws LocalError that names what the host does not model. */
export async function readSettings(resource: Placed, world: World, workplace: Workplace): Promise<FunctionSettings> {
  const used = propertiesOf(resource, { honoured, withoutEffect });
  const properties = shaped(resource, schema, await world.resolve(resource.stack, used));
  const { ref: name, attributes } = await world.live(resource);
  const directory = codeDirectory(resource, properties.Code, workplace);
  const { Handler: handler, Runtime: runtime, MemorySize: memoryMb } = properties;
  return {
    name,
    arn: String(attributes.Arn),
    directory,
    code: JSON.stringify(properties.Code),
    timeoutMs: properties.Timeout * 1000,
    memoryMb,
    concurrency: Math.min(mostProcesses, properties.ReservedConcurrentExecutions),
    environment: {
      ...properties.Environment?.Variables,
      ...world.endpoints,
      ...runtimeEnvironment({ name, handler, runtime, directory, memoryMb, region: resource.stack.region }),
      ...logging(properties.LoggingConfig),
      NODE_EXTRA_CA_CERTS: workplace.caFile,
      // The laptop's Node may be older than the function's, and the SDK would say so in the function's log.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  };
}

function codeDirectory(
  resource: Placed,
  { S3Key: key, ZipFile: inline }: FunctionProperties['Code'],
  workplace: Workplace,
): string {
  const { stack, logicalId } = resource;
  if (inline !== undefined) {
    const directory = join(workplace.directory, `${stack.name}-${logicalId}`);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'index.js'), inline);
    return directory;
  }
  if (key === undefined)
    throw new LocalError(`${placeOf(resource)}: Code takes S3Key (an asset of the assembly) or ZipFile`);
  const asset = stack.asset(key);
  if (!statSync(asset).isDirectory())
    throw new LocalError(`${placeOf(resource)}: Code: the asset is a file, takes a directory`);
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

function logging({ LogFormat: format, ApplicationLogLevel: level }: FunctionProperties['LoggingConfig'] = {}) {
  return {
    AWS_LAMBDA_LOG_FORMAT: format ?? 'Text',
    // As on AWS, a level counts only with the JSON format.
    ...(format === 'JSON' && level !== undefined ? { AWS_LAMBDA_LOG_LEVEL: level } : {}),
  };
}
