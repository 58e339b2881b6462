import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export interface Run {
  readonly ms: number;
  /** Memory of the process and all its descendants together, at the highest sample. */
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
  let [highest, peakBytes] = [0, 0];
  const sampler = setInterval(() => {
    treeOf(child.pid ?? -1).then(
      ({ pids, residentBytes }) => {
        if (residentBytes <= highest) return;
        highest = residentBytes;
        peakBytes = Math.max(peakBytes, proportionalBytes(pids) ?? residentBytes);
      },
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

interface Tree {
  readonly pids: readonly number[];
  /** Pages that processes share, such as Node itself, count once for each of them. */
  readonly residentBytes: number;
}

async function treeOf(root: number): Promise<Tree> {
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
  const residentBytes = rows.reduce((sum, [pid = 0, , rss = 0]) => (tree.has(pid) ? sum + rss * 1024 : sum), 0);
  return { pids: [...tree], residentBytes };
}

/**
 * What the processes take of the machine: of a page that several share, each counts its part (PSS, proc(5)). Undefined where the system
 * does not say so, as macOS does not. Reading it walks page tables, so it is asked at the peaks only.
 */
function proportionalBytes(pids: readonly number[]): number | undefined {
  if (!existsSync('/proc/self/smaps_rollup')) return undefined;
  return pids.reduce((sum, pid) => sum + proportionalBytesOf(pid), 0);
}

function proportionalBytesOf(pid: number): number {
  try {
    const [, kib = 0] = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
    return Number(kib) * 1024;
  } catch {
    // It has just ended.
    return 0;
  }
}
