import { createContext, Script, type Context } from 'node:vm';
import * as z from 'zod';
import { LocalError } from '../../types';
import { check, unread } from '../check';

/** A CloudFront Function, compiled. */
export interface EdgeFunction {
  readonly name: string;
  /** Runs the handler; gives what it returned. Throws FunctionError when it threw, hung or returned nothing. */
  run(event: unknown): unknown;
}

/** The function failed on a request; CloudFront answers 503. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
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

const limits = {
  /** Quota of CloudFront on a function's code. */
  codeBytes: 10_240,
  /** CloudFront stops a function within a millisecond or so; a busy laptop needs more room before it is called a hang. */
  milliseconds: 100,
};

/** Compiles an `AWS::CloudFront::Function`, properties resolved. The context has ECMAScript and `console`, nothing else. */
export function compileFunction(properties: unknown): EdgeFunction {
  const { Name: name, FunctionCode: code } = check('AWS::CloudFront::Function', schema, properties);
  const where = `CloudFront function ${name}`;
  if (Buffer.byteLength(code) > limits.codeBytes)
    throw new LocalError(`${where}: got ${Buffer.byteLength(code)} bytes of code, takes ${limits.codeBytes}`);
  const [imported] = /^\s*import\b.*|\brequire\s*\(.*/m.exec(code) ?? [];
  if (imported !== undefined)
    throw new LocalError(`${where}: got "${imported.trim()}"; modules are not modelled here, take the import out`);
  const context = createContext(Object.create(null), {
    codeGeneration: { strings: false, wasm: false },
    microtaskMode: 'afterEvaluate',
  });
  try {
    prelude.runInContext(context);
    new Script(code, { filename: `${name}.js` }).runInContext(context, { timeout: limits.milliseconds });
  } catch (error) {
    throw new LocalError(`${where}: ${error instanceof Error ? error.message : 'does not compile'}`, { cause: error });
  }
  if (!isFunction.runInContext(context)) throw new LocalError(`${where}: takes a function named handler`);
  return { name, run: event => run(name, context, event) };
}

const prelude = new Script('globalThis.console = Object.freeze({ log() {}, error() {} });');
const isFunction = new Script("typeof handler === 'function'");
/** Only text crosses the border of the context, so the function never holds an object of this process. */
const invoke = new Script(`
  __outcome = undefined;
  Promise.resolve(__event).then(JSON.parse).then(handler).then(
    value => { __outcome = { value: JSON.stringify(value) }; },
    error => { __outcome = { error: String(error) }; },
  );
`);

function run(name: string, context: Context, event: unknown): unknown {
  context['__event'] = JSON.stringify(event);
  try {
    invoke.runInContext(context, { timeout: limits.milliseconds });
  } catch (error) {
    throw new FunctionError(`${name}: stopped after ${limits.milliseconds} ms`, { cause: error });
  }
  const outcome = context['__outcome'] as { value?: string; error?: string } | undefined;
  if (outcome?.value === undefined) throw new FunctionError(`${name}: ${outcome?.error ?? 'returned nothing'}`);
  return JSON.parse(outcome.value);
}
