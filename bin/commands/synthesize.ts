import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { UsageError } from './errors';

export const root = join(__dirname, '..', '..');

/** Where the CDK puts the assembly when nothing else is said. */
export const assemblyDirectory = 'cdk.out';

/** `env=example` pairs of `-c`, as the CDK's own command line takes them. Throws {@link UsageError}. */
export function contextOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map(pair => {
      const [, key, value] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
      if (key === undefined || value === undefined)
        throw new UsageError(`--context: got ${JSON.stringify(pair)}, takes key=value such as env=example`);
      return [key, value];
    }),
  );
}

/**
 * Runs the CDK app in a process of its own, as the CDK's command line does, and gives the directory of its assembly.
 * `CDK_OUTDIR` says where, as it does to the CDK. CloudFormation's validation, most of a synth's time, is left to `npx cdk synth` and the tests.
 */
export async function synthesize(context: Readonly<Record<string, string>>): Promise<string> {
  const directory = resolve(root, process.env.CDK_OUTDIR ?? assemblyDirectory);
  await new Promise<void>((done, reject) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', join('bin', 'synth.ts')],
      {
        cwd: root,
        maxBuffer: 16 * 1024 * 1024,
        env: {
          ...process.env,
          CDK_OUTDIR: directory,
          CDK_VALIDATION: 'false',
          // A gap is told as a report and an exit code, without a stack trace.
          CDK_APP_MODE: 'process',
          CDK_CONTEXT_JSON: JSON.stringify(context),
        },
      },
      (error, _stdout, stderr) => (error === null ? done() : reject(new UsageError(complaint(stderr, error)))),
    );
  });
  return directory;
}

/** What the proof found; else the app's own line where it gave one; of a stack trace, the line that says what was wrong. */
export function complaint(stderr: string, error: Error): string {
  if (/^ +Rule portcullis-prove::/m.test(stderr)) return `not every route has every layer\n\n${stderr.trim()}`;
  const lines = stderr.split('\n').filter(line => line.trim() !== '');
  const line = lines.length === 1 ? lines[0] : lines.find(text => /^(?:\w*Error\b|\s*\[?\w*Error\]?:)/.test(text));
  return (
    line?.replace(/^(?:Uncaught )?(?:[A-Z]\w*)?Error: /, '') ??
    `the templates cannot be synthesized: ${error.message.split('\n', 1)[0]}`
  );
}
