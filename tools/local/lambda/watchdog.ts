import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Kills the processes it was told of, and removes a directory, once the pipe from this process closes – also when this
 * process is killed outright. The channel alone is not enough: a function in a busy loop never notices that it closed.
 */
export interface Watchdog {
  watch(pid: number): void;
  forget(pid: number): void;
  stop(): Promise<void>;
}

// A shell costs 1 MB where a Node process would cost 40. It outlives signals to the group and ends with its input.
const script = `
trap '' INT TERM HUP
alive=
while read -r word pid; do
  case $word in
    watch) alive="$alive $pid" ;;
    forget)
      rest=
      for other in $alive; do [ "$other" = "$pid" ] || rest="$rest $other"; done
      alive=$rest ;;
  esac
done
[ -z "$alive" ] || kill -KILL $alive 2>/dev/null
rm -rf -- "$1"
`;

export function startWatchdog(directory: string): Watchdog {
  const shell = spawn('/bin/sh', ['-c', script, 'portcullis-watchdog', directory], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: process.env.PATH },
  });
  const exited = once(shell, 'exit');
  // It must not keep this process alive, and a broken pipe is its own end, reported by 'exit'.
  shell.unref();
  shell.stdin.on('error', () => undefined);
  return {
    watch: pid => void shell.stdin.write(`watch ${pid}\n`),
    forget: pid => void shell.stdin.write(`forget ${pid}\n`),
    async stop() {
      shell.ref();
      shell.stdin.end();
      await exited;
    },
  };
}
