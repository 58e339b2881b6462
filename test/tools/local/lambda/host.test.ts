import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { createLambdaHost } from '../../../../tools/local/lambda';
import { asset, removeAssets, worldOf } from './world';

const inline = (source: string, more: Record<string, unknown> = {}) => ({ Code: { ZipFile: source }, ...more });
const pidAndWait =
  'exports.handler = async ({ wait = 0 }) => { await new Promise(r => setTimeout(r, wait)); return process.pid; }';

const world = worldOf({
  echo: { Code: asset('exports.handler = async (event, context) => ({ event, context })') },
  module: { Code: asset('export const handler = async () => "module"', 'index.mjs') },
  callback: inline(
    'exports.handler = (event, context, callback) => { setTimeout(() => callback(null, "called"), 1); }',
  ),
  silent: inline('exports.handler = () => "lost"'),
  clock: inline(
    'exports.handler = async (e, c) => [c.getRemainingTimeInMillis(), await new Promise(r => setTimeout(() => r(c.getRemainingTimeInMillis()), 50))]',
    { Timeout: 2 },
  ),
  environment: inline('exports.handler = async () => process.env', {
    Environment: { Variables: { TABLE: 'accounts', AWS_ENDPOINT_URL_DYNAMODB: 'https://elsewhere.example' } },
    MemorySize: 256,
    LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'WARN' },
  }),
  names: inline(
    'exports.handler = async ({ host }) => (await require("util").promisify(require("dns").lookup)(host)).address',
  ),
  throws: inline('exports.handler = async () => { throw new TypeError("no balance") }'),
  hangs: inline(
    'let runs = 0; exports.handler = async ({ hang }) => { if (hang) for (;;); return [process.pid, ++runs]; }',
    { Timeout: 1 },
  ),
  crashes: inline(
    'exports.handler = async ({ how }) => { if (how) { eval(how); await new Promise(r => setTimeout(r, 5000)); } return process.pid; }',
    { Timeout: 10 },
  ),
  hoards: inline('const all = []; exports.handler = async () => { for (;;) all.push(new Array(1e5).fill({})); }', {
    MemorySize: 128,
    Timeout: 15,
  }),
  broken: { Code: asset('throw new RangeError("cannot start")') },
  absent: { Code: asset(''), Handler: 'other.handler' },
  unexported: { Code: asset('exports.other = 1') },
  forgetful: { Code: asset("require('zod'); exports.handler = async () => 1") },
  prints: inline(
    'exports.handler = async () => { console.log("one\\ntwo"); console.error("zwei €"); process.stdout.write("three"); }',
  ),
  closes: inline('require("fs").closeSync(1); exports.handler = async () => 1'),
  pool: inline(pidAndWait, { Timeout: 10 }),
  rests: inline(pidAndWait, { Timeout: 10 }),
  single: inline(pidAndWait, { ReservedConcurrentExecutions: 1 }),
  off: inline(pidAndWait, { ReservedConcurrentExecutions: 0 }),
  large: inline('exports.handler = async () => "x".repeat(6 * 1024 * 1024)'),
  layered: inline(pidAndWait, { Layers: ['arn:aws:lambda:eu-west-1:1:layer:x:1'] }),
  python: inline('pass', { Runtime: 'python3.13' }),
});

let host: ReturnType<typeof createLambdaHost>;
const printed: [string, string][] = [];
beforeAll(() => {
  host = createLambdaHost(() => world);
  host.onLine((name, line) => printed.push([name, line]));
});
afterAll(async () => {
  await host.stop();
  removeAssets();
});

describe('an invocation', () => {
  test('gives the event and the context, by name or by ARN', async () => {
    const answer = await host.invoke('echo', { hello: ['world'] });
    expect(answer).toMatchObject({
      event: { hello: ['world'] },
      context: {
        functionName: 'echo',
        functionVersion: '$LATEST',
        memoryLimitInMB: '128',
        invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:echo',
        awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    });
    await expect(host.invoke('arn:aws:lambda:eu-west-1:111122223333:function:echo', 1)).resolves.toMatchObject({
      event: 1,
    });
  });

  test('takes modules, callbacks and handlers that answer nothing', async () => {
    await expect(host.invoke('module', {})).resolves.toBe('module');
    await expect(host.invoke('callback', {})).resolves.toBe('called');
    await expect(host.invoke('silent', {})).resolves.toBeNull();
  });

  test('counts the remaining time down', async () => {
    const [first, later] = (await host.invoke('clock', {})) as [number, number];
    expect(first).toBeGreaterThan(1900);
    expect(later).toBeLessThan(first - 40);
  });

  test('finds every name under localhost on loopback', async () => {
    await expect(host.invoke('names', { host: '000000000000.localhost' })).resolves.toBe('127.0.0.1');
  });

  test("has the template's environment and nothing of this process but PATH", async () => {
    process.env.PORTCULLIS_TEST_SECRET = 'parent';
    const environment = (await host.invoke('environment', {})) as Record<string, string>;
    delete process.env.PORTCULLIS_TEST_SECRET;
    expect(environment).toMatchObject({
      TABLE: 'accounts',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1',
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_FUNCTION_NAME: 'environment',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_LOG_LEVEL: 'WARN',
      NODE_EXTRA_CA_CERTS: expect.stringMatching(/public-ca\.pem$/),
    });
    const ours = /^(?:AWS_|LAMBDA_|TABLE$|NODE_EXTRA_CA_CERTS$|_HANDLER$|LANG$|TZ$|PATH$)/;
    expect(Object.keys(environment).filter(name => !ours.test(name))).toEqual([]);
  });

  test('what it printed is told before it is answered, line by line, partial lines too', async () => {
    await host.invoke('prints', {});
    const lines = printed.filter(([name]) => name === 'prints').map(([, line]) => line);
    expect(lines.sort()).toEqual(['one', 'three', 'two', 'zwei €']);
  });

  test('a function that closed its output is still answered', async () => {
    await expect(host.invoke('closes', {})).resolves.toBe(1);
  });
});

describe('a failure', () => {
  test.each([
    ['throws', 'error', 'TypeError', 'no balance'],
    ['broken', 'init', 'RangeError', 'cannot start'],
    ['absent', 'init', 'Runtime.ImportModuleError', "Cannot find module 'other'"],
    ['unexported', 'init', 'Runtime.HandlerNotFound', 'index.handler is undefined or not exported'],
    ['off', 'throttled', 'TooManyRequestsException', 'The function may not run at all'],
    ['large', 'too-large', 'Function.ResponseSizeTooLarge', 'The response exceeds 6 MB'],
  ])('%s: %s', async (name, fault, errorType, message) => {
    await expect(host.invoke(name, {})).rejects.toMatchObject({ name: 'LambdaError', fault, errorType, message });
  });

  test('a package the bundle forgot is not found in the repository around it', async () => {
    await expect(host.invoke('forgetful', {})).rejects.toMatchObject({
      fault: 'init',
      message: expect.stringContaining("Cannot find module 'zod'"),
    });
  });

  test('an event over 6 MB is not delivered', async () => {
    await expect(host.invoke('echo', 'x'.repeat(6 * 1024 * 1024))).rejects.toMatchObject({ fault: 'too-large' });
  });

  test('a busy loop is killed at the timeout and the next invocation gets a new process', async () => {
    const [before] = (await host.invoke('hangs', {})) as [number, number];
    await expect(host.invoke('hangs', { hang: true })).rejects.toMatchObject({
      fault: 'timeout',
      message: 'Task timed out after 1.00 seconds',
    });
    expect(() => process.kill(before, 0)).toThrow('ESRCH');
    const [after, runs] = (await host.invoke('hangs', {})) as [number, number];
    expect([after === before, runs]).toEqual([false, 1]);
  });

  test.each([
    ['an exit', 'process.exit(3)', 'Runtime exited with status 3'],
    ['an error outside the handler', 'setTimeout(() => { throw new Error("late") })', 'Runtime exited with status 1'],
    ['a signal', 'process.kill(process.pid, "SIGKILL")', 'Runtime exited on signal SIGKILL'],
  ])('after %s the next invocation gets a new process', async (_, how, message) => {
    const before = await host.invoke('crashes', {});
    await expect(host.invoke('crashes', { how })).rejects.toMatchObject({ fault: 'crash', message });
    await expect(host.invoke('crashes', {})).resolves.not.toBe(before);
  });

  test('a function over its memory dies alone', async () => {
    await expect(host.invoke('hoards', {})).rejects.toMatchObject({ fault: 'crash' });
    await expect(host.invoke('echo', 1)).resolves.toMatchObject({ event: 1 });
  });

  test('what the host does not model is refused by name', async () => {
    await expect(host.invoke('layered', {})).rejects.toThrow(
      /wallet-services\/layered .*got Layers, which is not modelled/,
    );
    await expect(host.invoke('python', {})).rejects.toThrow(/Runtime: the local chain takes nodejs/);
    await expect(host.invoke('nowhere', {})).rejects.toThrow(/nowhere is no AWS::Lambda::Function/);
  });
});

describe('the pool', () => {
  test('reuses a process, grows to four under load, and lets the rest wait', async () => {
    const first = await host.invoke('pool', {});
    await expect(host.invoke('pool', {})).resolves.toBe(first);
    const pids = await Promise.all(Array.from({ length: 12 }, () => host.invoke('pool', { wait: 100 })));
    expect(new Set(pids).size).toBe(4);
    expect(pids).toContain(first);
  });

  test('at rest, what idles ends at once and what is busy when it has answered', async () => {
    const idle = Number(await host.invoke('rests', {}));
    const busy = host.invoke('rests', { wait: 150 });
    await setTimeout(50);
    const beside = Number(await host.invoke('rests', {}));
    await host.rest();
    const answered = Number(await busy);
    expect(answered).toBe(idle);
    expect(beside).not.toBe(idle);
    for (let tries = 0; tries < 100 && (isAlive(answered) || isAlive(beside)); tries += 1) await setTimeout(20);
    expect([isAlive(answered), isAlive(beside)]).toEqual([false, false]);
    expect([answered, beside]).not.toContain(await host.invoke('rests', {}));
  });

  test('a deployment leaves the process of a function alone whose settings stay, and ends the one of another', async () => {
    const functions = (setting: string) =>
      worldOf({ stays: inline(pidAndWait), changes: inline(pidAndWait, { Environment: { Variables: { setting } } }) });
    const [before, after] = [functions('before'), functions('after')];
    const deployed = createLambdaHost(() => before);
    try {
      const ask = (world_: typeof after) =>
        Promise.all(['stays', 'changes'].map(name => deployed.within(world_).invoke(name, {})));
      const [stays, changes] = await ask(before);
      // Nobody has asked the functions of the world that is kept yet.
      await deployed.rest(after);
      for (let tries = 0; tries < 100 && isAlive(Number(changes)); tries += 1) await setTimeout(20);
      expect([isAlive(Number(stays)), isAlive(Number(changes))]).toEqual([true, false]);
      const [same, another] = await ask(after);
      expect(same).toBe(stays);
      expect(another).not.toBe(changes);
    } finally {
      await deployed.stop();
    }
  });

  test('its next process starts from the assembly that was deployed last', async () => {
    const inAssembly = () => {
      const { S3Key: directory } = asset('exports.handler = async () => process.cwd()');
      return { directory, world: worldOf({ stays: { Code: { S3Key: 'hash' } } }, () => directory) };
    };
    const [before, after] = [inAssembly(), inAssembly()];
    const deployed = createLambdaHost(() => before.world);
    try {
      const ask = () => deployed.within(after.world).invoke('stays', {});
      expect(await deployed.invoke('stays', {})).toBe(realpathSync(before.directory));
      await deployed.rest(after.world);
      expect((await Promise.all([ask(), ask()])).sort()).toEqual(
        [before, after].map(at => realpathSync(at.directory)).sort(),
      );
    } finally {
      await deployed.stop();
    }
  });

  test('honours reserved concurrency', async () => {
    const pids = await Promise.all([1, 2, 3].map(() => host.invoke('single', { wait: 10 })));
    expect(new Set(pids).size).toBe(1);
  });
});

test('stop ends every process, and nothing starts after it', async () => {
  const other = createLambdaHost(() => world);
  const pid = Number(await other.invoke('pool', {}));
  const hanging = Array.from({ length: 5 }, () => other.invoke('pool', { wait: 60_000 }));
  const settled = Promise.allSettled(hanging);
  await new Promise(resolve => setImmediate(resolve));
  await other.stop();
  // Four were running; the fifth was waiting its turn.
  const faults = (await settled).map(outcome => (outcome as { reason?: { fault: string } }).reason?.fault);
  expect(faults).toEqual(['crash', 'crash', 'crash', 'crash', 'throttled']);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  await expect(other.invoke('pool', {})).rejects.toMatchObject({ fault: 'throttled' });
});

// In Node's own starts, because the machine may be busy with other tests: alone, four of them are under 200 ms.
test('a cold start costs no more than four bare starts of Node', async () => {
  const cold: number[] = [];
  const bare: number[] = [];
  for (let n = 0; n < 4; n += 1) {
    const other = createLambdaHost(() => world);
    cold.push(await timed(() => other.invoke('echo', 1)));
    await other.stop();
    bare.push(await timed(() => once(spawn(process.execPath, ['-e', '0']), 'exit')));
  }
  expect(Math.min(...cold) / Math.min(...bare)).toBeLessThan(4);
});

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

test('when the host is killed outright, even a function in a busy loop ends and the files go', async () => {
  const parent = spawn(process.execPath, ['--require', 'tsx/cjs', join(__dirname, 'doomed.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
  const { pid, caFile } = JSON.parse(line) as { pid: number; caFile: string };
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  for (let tries = 0; tries < 100 && (isAlive(pid) || existsSync(caFile)); tries += 1) await setTimeout(20);
  expect([isAlive(pid), existsSync(caFile)]).toEqual([false, false]);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
