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
  readonly alive: boolean;
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
  const child = fork(join(__dirname, 'bootstrap.js'), {
    cwd: settings.directory,
    env: { PATH: process.env.PATH, ...settings.environment },
    execArgv: [`--max-old-space-size=${settings.memoryMb}`],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const { pid } = child;
  if (pid !== undefined) watchdog.watch(pid);
  const marker = `\u0000${randomUUID()}`;
  const drained = [lines(child.stdout, marker, print), lines(child.stderr, marker, print)] as const;
  let alive = true;
  const exited = new Promise<void>(resolve => {
    // 'close' comes after both pipes are read to their end; 'error' stands alone when the spawn itself failed.
    const end = (): void => {
      alive = false;
      if (pid !== undefined) watchdog.forget(pid);
      resolve();
    };
    child.once('close', end);
    child.once('error', end);
  });

  const kill = async (): Promise<void> => {
    alive = false;
    child.kill('SIGKILL');
    await exited;
  };

  const exchange = async (limitMs: number, onLimit: () => LambdaError, message?: object): Promise<Message> => {
    const answer = nextMessage(child);
    if (message !== undefined) child.send(message, () => undefined);
    if (!(await within(limitMs, Promise.race([answer, exited])))) {
      await kill();
      throw onLimit();
    }
    const outcome = await Promise.race([answer, exited]);
    if (outcome === undefined) throw new LambdaError('crash', 'Runtime.ExitError', ended(child));
    return outcome;
  };

  const ready = exchange(initLimitMs, () => initFault('Runtime.InitTimeout', 'Init took more than 10 seconds'));
  // Whoever invokes first awaits it; until then a failure must not count as unhandled.
  ready.catch(() => undefined);

  return {
    get alive() {
      return alive;
    },
    kill,
    async invoke(event) {
      const started = await ready;
      if ('fault' in started) {
        await kill();
        throw initFault(started.fault.errorType, started.fault.errorMessage);
      }
      const payload = { event, context: context(settings), marker: `${marker}\n` };
      const message = await exchange(settings.timeoutMs, () => timedOut(settings), payload);
      // A function that closed its own output is answered late and not used again.
      if (!(await within(drainLimitMs, Promise.race([exited, Promise.all(drained.map(stream => stream.marked()))]))))
        await kill();
      return read(message);
    },
  };
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

const nextMessage = (child: ChildProcess): Promise<Message> =>
  new Promise(resolve => child.once('message', message => resolve(message as Message)));

const ended = ({ exitCode, signalCode }: ChildProcess): string =>
  `Runtime exited ${signalCode === null ? `with status ${exitCode}` : `on signal ${signalCode}`}`;

const initFault = (type: string, message: string): LambdaError => new LambdaError('init', type, message);

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
