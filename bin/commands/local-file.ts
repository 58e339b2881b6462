import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { ClientCertificate } from '../../tools/drills/client';
import { certificatesFunction, needCertificates } from '../../tools/drills/devices';
import type { Site } from '../../tools/drills/field';
import { toldOf } from '../../tools/local/system';
import { LocalError, type World } from '../../tools/local/types';
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

const directory = join(root, '.portcullis');
const file = join(directory, 'local.json');

/** Writes the file, the CA and the callers' certificates beside it; gives what it wrote and how to remove all. */
export async function writeLocalFile(site: Site): Promise<{ readonly local: LocalFile; readonly remove: () => void }> {
  const { chain, alice, bob } = site;
  const caFile = join(directory, 'ca.pem');
  const identities = [alice, bob].flatMap(({ username, certificate }) =>
    certificate === undefined ? [] : [{ username, certificate, ...filesOf(username) }],
  );
  const filesFor = (username: string) => {
    const found = identities.find(identity => identity.username === username);
    return found === undefined ? {} : { certFile: found.certFile, keyFile: found.keyFile };
  };
  const local: LocalFile = {
    baseUrl: chain.entry.url,
    gatewayUrl: chain.gateway.url,
    caFile,
    issuer: chain.issuer.url,
    clientId: chain.issuer.clientId,
    redirectUri: chain.issuer.redirectUri,
    scopes: [...chain.issuer.scopes],
    users: chain.issuer.users.map(({ username, password, sub }) => ({
      username,
      password,
      sub,
      ...filesFor(username),
    })),
    profile: chain.system.profile,
    ingress: chain.system.ingress,
    ...filesFor(alice.username),
    ...(chain.enrol === undefined ? {} : { enrolUrl: chain.enrol.url }),
    endpoints: { ...chain.world.endpoints },
    ...(await denyList(chain.world)),
    ...(needCertificates(chain.system) ? { certificatesFunction: (await certificatesFunction(chain.world)).name } : {}),
    truststore: await clientTruststore(chain.world),
    pid: process.pid,
  };
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  writePrivately(caFile, chain.world.publicCa.certificate);
  for (const { certificate, certFile, keyFile } of identities) {
    writePrivately(certFile, chained(certificate));
    writePrivately(keyFile, certificate.privateKey);
  }
  writePrivately(file, `${JSON.stringify(local, undefined, 2)}\n`);
  return {
    local,
    remove: () => {
      // Another chain may have been started since; its file is not ours to take.
      if (readRunning()?.pid !== process.pid) return;
      rmSync(file, { force: true });
      for (const { certFile, keyFile } of identities)
        for (const path of [certFile, keyFile]) rmSync(path, { force: true });
      rmSync(caFile, { force: true });
    },
  };
}

/** What the stack that uses the truststore says of it in its outputs, as an operator would read them in an account. */
async function clientTruststore(world: World): Promise<LocalFile['truststore']> {
  for (const stack of world.assembly.stacks) {
    const { ClientTruststore: uri, ClientTruststoreSource: source } = stack.template.Outputs ?? {};
    if (uri === undefined || source === undefined) continue;
    const [at, hash] = await Promise.all([uri, source].map(({ Value }) => world.resolve(stack, Value)));
    return { uri: String(at), source: String(hash) };
  }
  return undefined;
}

const filesOf = (username: string) => ({
  certFile: join(directory, `${username}.pem`),
  keyFile: join(directory, `${username}-key.pem`),
});

/** The certificate first, then the CAs that lead to a root, as clients take them. */
const chained = ({ certificate, chain = '' }: ClientCertificate): string => `${certificate.trim()}\n${chain}`;

/** The table that the guards were told of, and the Region they stand in. */
async function denyList(world: World): Promise<{ region: string; revocationsTable: string }> {
  for (const { stack, variables } of toldOf(world.assembly)) {
    const { REVOCATIONS_TABLE: table } = variables;
    if (table !== undefined)
      return { region: stack.region, revocationsTable: String(await world.resolve(stack, table)) };
  }
  throw new LocalError('no function has REVOCATIONS_TABLE in its environment, so nothing can be revoked');
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
