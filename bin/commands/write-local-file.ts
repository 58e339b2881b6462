import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientCertificate } from '../../tools/drills/client';
import { certificatesFunction, needCertificates } from '../../tools/drills/devices';
import type { Site } from '../../tools/drills/field';
import { toldOf } from '../../tools/local/system';
import { LocalError, type World } from '../../tools/local/types';
import { directory, file, readRunning, type LocalFile } from './local-file';

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

/** A file that was there keeps its mode when written again, so the mode is set before there is anything to read. */
function writePrivately(path: string, text: string): void {
  rmSync(path, { force: true });
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
}
