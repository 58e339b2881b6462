import * as z from 'zod';
import { LocalError, type World } from '../../types';
import { check, unread } from '../../check';
import { FunctionThread, type Program } from './thread';

/** A CloudFront Function, compiled. */
export interface EdgeFunction {
  readonly name: string;
  /** Runs the handler; gives what it returned. Rejects with FunctionError when it threw, hung or returned nothing. */
  run(event: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

const config = (runtimes: [string, ...string[]]) =>
  z.strictObject({
    Comment: unread,
    Runtime: z.enum(runtimes),
    KeyValueStoreAssociations: z
      .array(z.strictObject({ KeyValueStoreARN: z.string() }))
      .max(1, 'CloudFront takes one key-value store a function')
      .default([]),
  });

// A function that is not published has no LIVE stage, and only that can be associated.
const common = { Name: z.string(), AutoPublish: z.literal(true), Tags: unread };
const viewerSchema = z.strictObject({
  ...common,
  FunctionCode: z.string(),
  FunctionConfig: config(['cloudfront-js-1.0', 'cloudfront-js-2.0']),
  FunctionMetadata: unread,
});
const connectionSchema = z.strictObject({
  ...common,
  ConnectionFunctionCode: z.string(),
  ConnectionFunctionConfig: config(['cloudfront-js-2.0']),
});

type Stores = Pick<World, 'keyValueStore'>;

/** Compiles an `AWS::CloudFront::Function`, properties resolved. Rejects with LocalError where it cannot run here. */
export function compileFunction(properties: unknown, stores: Stores): Promise<EdgeFunction> {
  const { Name, FunctionCode, FunctionConfig } = check('AWS::CloudFront::Function', viewerSchema, properties);
  return compile({ name: Name, code: FunctionCode, handler: 'handler', store: storeOf(Name, FunctionConfig, stores) });
}

/** Compiles an `AWS::CloudFront::ConnectionFunction`, properties resolved. */
export function compileConnectionFunction(properties: unknown, stores: Stores): Promise<EdgeFunction> {
  const {
    Name: name,
    ConnectionFunctionCode: code,
    ConnectionFunctionConfig,
  } = check('AWS::CloudFront::ConnectionFunction', connectionSchema, properties);
  return compile({ name, code, handler: 'connectionHandler', store: storeOf(name, ConnectionFunctionConfig, stores) });
}

type FunctionConfig = z.output<ReturnType<typeof config>>;

function storeOf(name: string, { KeyValueStoreAssociations: [association] }: FunctionConfig, stores: Stores) {
  if (association === undefined) return undefined;
  const store = stores.keyValueStore(association.KeyValueStoreARN);
  if (store === undefined)
    throw new LocalError(
      `CloudFront function ${name}: got ${association.KeyValueStoreARN}, takes an AWS::CloudFront::KeyValueStore of these templates`,
    );
  return store;
}

/** Quota of CloudFront on a function's code. */
const mostCodeBytes = 10_240;
const importOfCloudfront = /^[ \t]*import\s+(\w+)\s+from\s+(['"])cloudfront\2[ \t]*;?/m;

async function compile({ name, code, ...rest }: Omit<Program, 'cloudfront'>): Promise<EdgeFunction> {
  const bytes = Buffer.byteLength(code);
  if (bytes > mostCodeBytes)
    throw new LocalError(`CloudFront function ${name}: got ${bytes} bytes of code, takes ${mostCodeBytes}`);
  const [, cloudfront] = importOfCloudfront.exec(code) ?? [];
  const script = code.replace(importOfCloudfront, '');
  const [imported] = /^\s*import\b.*|\brequire\s*\(.*/m.exec(script) ?? [];
  if (imported !== undefined)
    throw new LocalError(
      `CloudFront function ${name}: got "${imported.trim()}"; of modules only cloudfront is modelled here, take the import out`,
    );
  const thread = await FunctionThread.start({ name, code: script, cloudfront, ...rest });
  return {
    name,
    run: async event => JSON.parse(await thread.run(JSON.stringify(event))) as unknown,
    stop: () => thread.stop(),
  };
}
