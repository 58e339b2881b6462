import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { LocalChain } from '../../tools/local/types';
import { UsageError } from './errors';
import { root } from './synthesize';

/** `.portcullis/local.json`: what a client needs to know of the running chain. Private: it holds the users' passwords. */

const schema = z.object({
  baseUrl: z.string(),
  gatewayUrl: z.string(),
  caFile: z.string(),
  issuer: z.string(),
  clientId: z.string(),
  redirectUri: z.string(),
  scopes: z.array(z.string()),
  users: z.array(z.object({ username: z.string(), password: z.string(), sub: z.string() })),
  pid: z.number(),
});

export type LocalFile = z.output<typeof schema>;

const directory = join(root, '.portcullis');
const file = join(directory, 'local.json');

/** Writes the file and the CA beside it; gives what it wrote and how to remove both. */
export function writeLocalFile(chain: LocalChain): { readonly local: LocalFile; readonly remove: () => void } {
  const caFile = join(directory, 'ca.pem');
  const local: LocalFile = {
    baseUrl: chain.entry.url,
    gatewayUrl: chain.gateway.url,
    caFile,
    issuer: chain.issuer.url,
    clientId: chain.issuer.clientId,
    redirectUri: chain.issuer.redirectUri,
    scopes: [...chain.issuer.scopes],
    users: chain.issuer.users.map(({ username, password, sub }) => ({ username, password, sub })),
    pid: process.pid,
  };
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  writePrivately(caFile, chain.world.publicCa.certificate);
  writePrivately(file, `${JSON.stringify(local, undefined, 2)}\n`);
  return {
    local,
    remove: () => {
      // Another chain may have been started since; its file is not ours to take.
      if (readRunning()?.pid !== process.pid) return;
      rmSync(file, { force: true });
      rmSync(caFile, { force: true });
    },
  };
}

/** The chain that runs. Throws {@link UsageError} where none does. */
export function runningChain(): LocalFile {
  const local = readRunning();
  if (local === undefined) throw new UsageError('no chain is running (no .portcullis/local.json); run npm start');
  if (!isAlive(local.pid))
    throw new UsageError(`the chain of process ${local.pid} is gone (.portcullis/local.json is stale); run npm start`);
  return local;
}

function readRunning(): LocalFile | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** A file that was there keeps its mode when written again, so the mode is set before there is anything to read. */
function writePrivately(path: string, text: string): void {
  rmSync(path, { force: true });
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
