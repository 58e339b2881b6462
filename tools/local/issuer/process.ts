import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { build, stop } from 'esbuild';
import { LocalError } from '../types';
import type { Call, Method, Replies, Reply, Requests, TriggerAnswer, TriggerQuestion } from './protocol';

/** The issuer's process, and the only way to talk to it that is not HTTP. */
export interface IssuerProcess {
  call<M extends Method>(method: M, params: Requests[M]): Promise<Replies[M]>;
  stop(): Promise<void>;
}

let source: Promise<string> | undefined;

/**
 * The process's program as one module, built once however many issuers start: it boots in a quarter of the time that a
 * TypeScript loader and three hundred files take.
 */
async function program(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, 'child', 'main.mts')],
    bundle: true,
    write: false,
    minify: true,
    // oidc-provider files what it stores under the names of its classes.
    keepNames: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: 'silent',
  });
  // esbuild's own process would stay for the next build, which never comes.
  await stop();
  return outputFiles[0]?.text ?? '';
}

/** Invokes the pool's pre-token-generation trigger. A rejection is a refusal of the token. */
export type Trigger = (event: unknown) => Promise<unknown>;

/** Starts the process. It ends with `stop`, or by itself when this process ends. */
export async function startIssuerProcess(trigger: Trigger): Promise<IssuerProcess> {
  source ??= program();
  const code = await source;
  const child = spawn(process.execPath, ['--input-type=module', '-'], { stdio: ['pipe', 'ignore', 'pipe', 'ipc'] });
  const lastWords: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => lastWords.splice(0, lastWords.length, text));
  // A process that dies while it reads its program is told about by its exit.
  child.stdin?.on('error', () => undefined).end(code);
  return channelTo(child, trigger, () => lastWords.join('').trim().split('\n').at(-1) ?? '');
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

function channelTo(child: ChildProcess, trigger: Trigger, lastWords: () => string): IssuerProcess {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  const exited = new Promise<void>(resolve => {
    child.once('error', resolve);
    child.once('exit', resolve);
  });
  void exited.then(() => {
    const ended = new LocalError(`the token issuer has stopped: ${lastWords() || `exit code ${child.exitCode}`}`);
    for (const { reject } of pending.values()) reject(ended);
    pending.clear();
  });
  const answer = async ({ question, event }: TriggerQuestion): Promise<void> => {
    const said: TriggerAnswer = await trigger(event).then(
      result => ({ question, result }),
      (error: unknown) => ({ question, error: error instanceof Error ? error.message : String(error) }),
    );
    if (child.connected) child.send(said);
  };
  child.on('message', (reply: Reply | TriggerQuestion) => {
    if ('question' in reply) return void answer(reply);
    const waiting = pending.get(reply.id);
    pending.delete(reply.id);
    if ('error' in reply) waiting?.reject(new LocalError(`the token issuer: ${reply.error}`));
    else waiting?.resolve(reply.result);
  });
  return {
    call<M extends Method>(method: M, params: Requests[M]): Promise<Replies[M]> {
      const id = ++lastId;
      return new Promise<unknown>((resolve, reject) => {
        if (!child.connected) return reject(new LocalError('the token issuer has stopped'));
        pending.set(id, { resolve, reject });
        child.send({ id, method, params } satisfies Call<M>);
      }) as Promise<Replies[M]>;
    },
    async stop() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
