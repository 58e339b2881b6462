import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export interface Run {
  readonly ms: number;
  /** Resident memory of the process and all its descendants together, at the highest sample. */
  readonly peakBytes: number;
}

export interface How {
  readonly cwd: string;
  /** The exit code of a run that did its work; 0 when none is given. */
  readonly exits?: number;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a command to its end, quietly, and measures it. Rejects with what it printed when it exits otherwise than it should. */
export async function run(command: string, args: readonly string[], { cwd, exits = 0, env = {} }: How): Promise<Run> {
  const began = performance.now();
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => printed.push(chunk));
  let peakBytes = 0;
  const sampler = setInterval(() => {
    residentBytes(child.pid ?? -1).then(
      bytes => (peakBytes = Math.max(peakBytes, bytes)),
      () => undefined, // A sample lost to a process that just ended is no loss.
    );
  }, 250);
  const code = await new Promise<number | null>((done, failed) => child.once('error', failed).once('close', done));
  const ms = performance.now() - began;
  clearInterval(sampler);
  if (code !== exits)
    throw new Error(`${command} ${args.join(' ')} exited ${code}\n${Buffer.concat(printed).toString().slice(-2_000)}`);
  return { ms, peakBytes };
}

/** Sum over the process tree. Pages shared between processes count once for each, so this is an upper bound. */
async function residentBytes(root: number): Promise<number> {
  const { stdout } = await execute('ps', ['-A', '-o', 'pid=,ppid=,rss=']);
  const rows = stdout
    .trim()
    .split('\n')
    .map(line => line.trim().split(/\s+/).map(Number));
  const tree = new Set([root]);
  // ps lists parents before children only by habit, so walk until nothing is added.
  for (let before = 0; before !== tree.size;) {
    before = tree.size;
    for (const [pid = 0, ppid = 0] of rows) if (tree.has(ppid)) tree.add(pid);
  }
  return rows.reduce((sum, [pid = 0, , rss = 0]) => (tree.has(pid) ? sum + rss * 1024 : sum), 0);
}
