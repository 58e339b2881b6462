import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { UsageError } from './errors';
import { root } from './synthesize';

/** `.portcullis/local.json`: what a client needs to know of the running chain. Private: it holds passwords, secrets and keys. */

const schema = z.object({
  baseUrl: z.string(),
  gatewayUrl: z.string(),
  caFile: z.string(),
  issuer: z.string(),
  clientId: z.string(),
  redirectUri: z.string(),
  scopes: z.array(z.string()),
  /** People, or the systems of partners: then the password is the client's secret, and `sub` its id. */
  users: z.array(
    z.object({
      username: z.string(),
      password: z.string(),
      sub: z.string(),
      certFile: z.string().optional(),
      keyFile: z.string().optional(),
    }),
  ),
  profile: z.enum(['consumer', 'managed', 'partner']),
  ingress: z.enum(['edge', 'regional']),
  /** Certificate with its chain, and key, of the first user; absent where clients show none. */
  certFile: z.string().optional(),
  keyFile: z.string().optional(),
  /** Where a device without a certificate enrols. */
  enrolUrl: z.string().optional(),
  /** `AWS_ENDPOINT_URL_<SERVICE>` of the stand-ins, for commands that talk to AWS. */
  endpoints: z.record(z.string(), z.string()),
  /** The home Region of the templates. */
  region: z.string(),
  /** Where what is revoked stands, for every guard to read. */
  revocationsTable: z.string(),
  /** The function that issues and revokes certificates; absent where clients show none. */
  certificatesFunction: z.string().optional(),
  /** The bundle of CAs that clients are checked against, and the hash of the repository's part of it. */
  truststore: z.object({ uri: z.string(), source: z.string() }).optional(),
  pid: z.number(),
});

export type LocalFile = z.output<typeof schema>;

/** Where it stands, with the CA and the callers' certificates beside it. */
export const directory = join(root, '.portcullis');
export const file = join(directory, 'local.json');

/** The chain that runs. Throws {@link UsageError} where none does. */
export function runningChain(): LocalFile {
  const local = readRunning();
  if (local === undefined) throw new UsageError('no chain is running (no .portcullis/local.json); run npm start');
  if (!isAlive(local.pid))
    throw new UsageError(`the chain of process ${local.pid} is gone (.portcullis/local.json is stale); run npm start`);
  return local;
}

/** The file, whoever wrote it; undefined where there is none that can be read. */
export function readRunning(): LocalFile | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
