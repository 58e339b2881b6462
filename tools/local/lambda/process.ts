import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import { LambdaError } from './error';
import type { FunctionSettings } from './settings';
import type { Watchdog } from './watchdog';

/** One execution environment: a process that runs one invocation at a time and ends for good on a timeout or crash. */
export interface FunctionProcess {
  invoke(event: unknown): Promise<unknown>;
  /** False once the process is gone or going; such a one is never used again. */
  readonly alive: () => boolean;
  kill(): Promise<void>;
}

type Message = { ready: true } | { result: string } | { fault: Fault };
interface Fault {
  readonly errorType: string;
  readonly errorMessage: string;
}

const initLimitMs = 10_000;
const drainLimitMs = 1_000;
/** Lambda takes and gives at most 6 MB in a synchronous invocation. */
const payloadLimit = 6 * 1024 * 1024;

export function startProcess(
  settings: FunctionSettings,
  watchdog: Watchdog,
  print: (line: string) => void,
): FunctionProcess {
  const child = spawn(settings);
  const life = watchOver(child, watchdog);
  const marker = `\u0000${randomUUID()}`;
  const drained = [lines(child.stdout, marker, print), lines(child.stderr, marker, print)];
  const ready = exchange(child, life, { limitMs: initLimitMs, late: initTimeout });
  // Whoever invokes first awaits it; until then a failure must not count as unhandled.
  ready.catch(() => undefined);

  return {
    alive: life.alive,
    kill: life.kill,
    async invoke(event) {
      const started = await ready;
      if ('fault' in started) {
        await life.kill();
        throw new LambdaError('init', started.fault.errorType, started.fault.errorMessage);
      }
      const message = { event, context: context(settings), marker: `${marker}\n` };
      const answer = await exchange(child, life, {
        limitMs: settings.timeoutMs,
        late: () => timedOut(settings),
        message,
      });
      const printed = Promise.all(drained.map(stream => stream.marked()));
      // A function that closed its own output is answered late and not used again.
      if (!(await within(drainLimitMs, Promise.race([life.exited, printed])))) await life.kill();
      return read(answer);
    },
  };
}

const spawn = ({ directory, environment, memoryMb }: FunctionSettings): ChildProcess =>
  fork(join(__dirname, 'bootstrap.js'), {
    cwd: directory,
    env: { PATH: process.env.PATH, ...environment },
    execArgv: [
      `--max-old-space-size=${memoryMb}`,
      // One thread beside the handler's own: Node's four cost a cold start half as much again, and on Lambda there is not even one core.
      '--v8-pool-size=1',
      // The policies' WebAssembly is optimized late: at V8's own time it costs a cold start 100 ms of CPU and 18 MB, for decisions that are
      // the cheaper only after some ten thousand.
      '--wasm-tiering-budget=100000000',
    ],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });

interface Life {
  readonly alive: () => boolean;
  readonly exited: Promise<void>;
  readonly kill: () => Promise<void>;
}

function watchOver(child: ChildProcess, watchdog: Watchdog): Life {
  const { pid } = child;
  if (pid !== undefined) watchdog.watch(pid);
  let alive = true;
  const exited = new Promise<void>(resolve => {
    const end = (): void => {
      alive = false;
      if (pid !== undefined) watchdog.forget(pid);
      resolve();
    };
    // 'close' comes after both pipes are read to their end; 'error' stands alone when the spawn itself failed.
    child.once('close', end).once('error', end);
  });
  return {
    alive: () => alive,
    exited,
    async kill() {
      alive = false;
      child.kill('SIGKILL');
      await exited;
    },
  };
}

interface Exchange {
  readonly limitMs: number;
  readonly late: () => LambdaError;
  readonly message?: object;
}

/** Sends a message, if there is one, and waits for the next from the process. Too late is the end of the process. */
async function exchange(child: ChildProcess, life: Life, { limitMs, late, message }: Exchange): Promise<Message> {
  const answer = new Promise<Message>(resolve => child.once('message', given => resolve(given as Message)));
  if (message !== undefined) child.send(message, () => undefined);
  const outcome = Promise.race([answer, life.exited]);
  if (!(await within(limitMs, outcome))) {
    await life.kill();
    throw late();
  }
  const given = await outcome;
  if (given === undefined) throw new LambdaError('crash', 'Runtime.ExitError', ended(child));
  return given;
}

function read(message: Message): unknown {
  if ('fault' in message) throw new LambdaError('error', message.fault.errorType, message.fault.errorMessage);
  if (!('result' in message)) throw new LambdaError('crash', 'Runtime.Unknown', 'The process answered out of turn');
  if (Buffer.byteLength(message.result) > payloadLimit)
    throw new LambdaError('too-large', 'Function.ResponseSizeTooLarge', 'The response exceeds 6 MB');
  return JSON.parse(message.result);
}

/** Refuses an event over Lambda's limit. */
export function assertPayload(event: unknown): void {
  const size = Buffer.byteLength(JSON.stringify(event) ?? '');
  if (size > payloadLimit)
    throw new LambdaError('too-large', 'RequestEntityTooLargeException', `The event has ${size} bytes, takes 6 MB`);
}

function context({ name, arn, memoryMb, timeoutMs }: FunctionSettings): object {
  return {
    awsRequestId: randomUUID(),
    deadline: Date.now() + timeoutMs,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'local',
    memoryLimitInMB: String(memoryMb),
  };
}

/** Whether the work settles in time. */
async function within(limitMs: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>(resolve => {
    timer = setTimeout(resolve, limitMs, false);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

const ended = ({ exitCode, signalCode }: ChildProcess): string =>
  `Runtime exited ${signalCode === null ? `with status ${exitCode}` : `on signal ${signalCode}`}`;

const initTimeout = (): LambdaError =>
  new LambdaError('init', 'Runtime.InitTimeout', `Init took more than ${initLimitMs / 1000} seconds`);

const timedOut = ({ timeoutMs }: FunctionSettings): LambdaError =>
  new LambdaError('timeout', 'Sandbox.Timedout', `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`);

/** Prints a stream line by line. `marked` resolves once the next marker has come through. */
function lines(stream: Readable | null, marker: string, print: (line: string) => void): { marked(): Promise<void> } {
  const decoder = new StringDecoder('utf8');
  const waiting: (() => void)[] = [];
  let marks = 0;
  let rest = '';
  const take = (line: string): void => {
    const text = line.endsWith(marker) ? line.slice(0, -marker.length) : line;
    if (text !== '') print(text);
    if (text === line) return;
    const waiter = waiting.shift();
    if (waiter === undefined) marks += 1;
    else waiter();
  };
  stream?.on('data', (chunk: Buffer) => {
    const parts = (rest + decoder.write(chunk)).split('\n');
    rest = parts.pop() ?? '';
    parts.forEach(take);
  });
  stream?.once('end', () => rest !== '' && take(rest));
  return {
    marked() {
      if (marks === 0) return new Promise(resolve => waiting.push(resolve));
      marks -= 1;
      return Promise.resolve();
    },
  };
}
