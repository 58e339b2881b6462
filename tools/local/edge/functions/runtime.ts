import * as z from 'zod';
import { LocalError } from '../../types';
import { check, unread } from '../../check';
import { FunctionThread } from './thread';

/** A CloudFront Function, compiled. */
export interface EdgeFunction {
  readonly name: string;
  /** Runs the handler; gives what it returned. Rejects with FunctionError when it threw, hung or returned nothing. */
  run(event: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

const schema = z.strictObject({
  Name: z.string(),
  // A function that is not published has no LIVE stage, and only that can be associated.
  AutoPublish: z.literal(true),
  FunctionCode: z.string(),
  FunctionConfig: z.strictObject({
    Comment: unread,
    Runtime: z.enum(['cloudfront-js-1.0', 'cloudfront-js-2.0']),
    KeyValueStoreAssociations: z.array(z.unknown()).max(0, 'key-value stores are not modelled').optional(),
  }),
  FunctionMetadata: unread,
  Tags: unread,
});

/** Quota of CloudFront on a function's code. */
const mostCodeBytes = 10_240;

/** Compiles an `AWS::CloudFront::Function`, properties resolved. Rejects with LocalError where it cannot run here. */
export async function compileFunction(properties: unknown): Promise<EdgeFunction> {
  const { Name: name, FunctionCode: code } = check('AWS::CloudFront::Function', schema, properties);
  const bytes = Buffer.byteLength(code);
  if (bytes > mostCodeBytes)
    throw new LocalError(`CloudFront function ${name}: got ${bytes} bytes of code, takes ${mostCodeBytes}`);
  const [imported] = /^\s*import\b.*|\brequire\s*\(.*/m.exec(code) ?? [];
  if (imported !== undefined)
    throw new LocalError(
      `CloudFront function ${name}: got "${imported.trim()}"; modules are not modelled here, take the import out`,
    );
  const thread = await FunctionThread.start(name, code);
  return {
    name,
    run: async event => JSON.parse(await thread.run(JSON.stringify(event))) as unknown,
    stop: () => thread.stop(),
  };
}
