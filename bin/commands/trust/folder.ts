import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { describeFinding, lintFiles, type Finding, type TruststoreFile } from '../../../lambda/x509';
import { environments, loadConfig, type ClientsConfig } from '../../../lib/config';
import { bundleOf, fingerprintOf, readTruststoreFolder, truststoreFolder } from '../../../lib/trust/truststore-folder';
import { UsageError } from '../errors';
import { certificatesOf, line, readText } from './files';
import { clientsConfig, targetOf, type Target, type TargetOptions } from './target';

const here = (path: string): string => relative(process.cwd(), path) || '.';

/** Says what was found; 1 where something must be mended. */
function report(folder: string, findings: readonly Finding[]): number {
  for (const found of findings)
    console.log(`${found.severity === 'error' ? 'ERROR' : 'warning'}  ${join(folder, describeFinding(found))}`);
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0;
}

/** Of the environment named, or of all of those in which clients have certificates. */
const lintedConfigs = (env: string | undefined): readonly ClientsConfig[] =>
  env === undefined
    ? environments()
        .map(loadConfig)
        .filter((config): config is ClientsConfig => config.profile !== 'consumer')
    : [clientsConfig(env)];

/** `trust lint`: the truststores of an environment, of all of them, or a folder. */
export async function lint(folder: string | undefined, { env }: TargetOptions): Promise<number> {
  const folders =
    folder === undefined
      ? lintedConfigs(env).map(config => ({ path: truststoreFolder(config.env), ending: config.clients.ending }))
      : [{ path: folder, ending: {} }];
  if (folder !== undefined && !existsSync(folder)) throw new UsageError(`${folder}: there is no such folder`);
  let code = 0;
  let linted = 0;
  for (const { path: each, ending } of folders) {
    const files = readTruststoreFolder(each);
    if (files.length === 0 && folder === undefined) continue;
    linted += 1;
    const findings = lintFiles(files, { ending });
    code = Math.max(code, report(here(each), findings));
    if (findings.length === 0)
      console.log(`ok       ${here(each)}: ${certificatesOf(each, bundleOf(files)).length} CAs`);
  }
  if (linted === 0)
    console.log(`nothing to lint: ${folders.map(({ path }) => here(path)).join(', ')} hold no PEM file`);
  return code;
}

/** `trust init`: the folder of an environment's truststore, with CAs of one's own or of an MDM in it. */
export async function init(
  files: readonly string[],
  { env, folder = truststoreFolder(env ?? '') }: TargetOptions & { readonly folder?: string },
): Promise<number> {
  if (env === undefined) throw new UsageError(`--env: got nothing, takes one of: ${environments().join(', ')}`);
  const { clients } = clientsConfig(env);
  const added = files.map(file => ({ name: `${basename(file).replace(/\.[^.]*$/, '')}.pem`, text: readText(file) }));
  const wanted = merged(readTruststoreFolder(folder), added, []);
  if (added.length > 0 && report(here(folder), lintFiles(wanted, { ending: clients.ending })) > 0) return 1;
  write(folder, added, []);
  const ours = `deploy ${env}: its trust stack makes a root and an issuing CA in KMS (generation ${clients.signing})`;
  const theirs = `put the CA of your MDM or partner there, then: npx portcullis trust lint --env ${env}`;
  console.log(`${here(folder)}: ${wanted.length} files`);
  console.log(`next: ${clients.authority === 'own' ? ours : theirs}`);
  return 0;
}

/** `trust diff`: does the deployed truststore hold what the repository says? */
export async function diff(options: TargetOptions, target: Target = targetOf(options)): Promise<number> {
  const { folder } = target;
  const { env } = target.config;
  const files = readTruststoreFolder(folder);
  const repository = files.length === 0 ? 'none' : fingerprintOf(bundleOf(files));
  const deployed = await target.truststore();
  console.log(`deployed:   ${deployed.uri}\n            CAs of the repository: ${deployed.source}`);
  console.log(`repository: ${repository}`);
  if (deployed.source === repository) {
    console.log(`the same; in force are ${certificatesOf(deployed.uri, deployed.bundle).length} CAs`);
    return 0;
  }
  const before = certificatesOf(deployed.uri, deployed.bundle).filter(({ subject }) => !isOurs(target, subject));
  const after = files.length === 0 ? [] : certificatesOf(env, bundleOf(files));
  for (const each of after.filter(one => !before.some(({ fingerprint }) => fingerprint === one.fingerprint)))
    console.log(`+ ${line(each)}`);
  for (const each of before.filter(one => !after.some(({ fingerprint }) => fingerprint === one.fingerprint)))
    console.log(`- ${line(each)}`);
  console.log(`they differ: deploy ${env}, or find out who changed what`);
  return 1;
}

const isOurs = ({ config }: Target, subject: string): boolean => subject.startsWith(`O=${config.prefix} clients, `);

export interface RotateOptions extends TargetOptions {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly days: number;
  readonly write: boolean;
}

/** `trust rotate`: what a change of the truststore would add and take away, refused where it would cut clients off. */
export async function rotate(options: RotateOptions, target: Target = targetOf(options)): Promise<number> {
  const { folder } = target;
  const current = readTruststoreFolder(folder);
  for (const name of options.remove)
    if (!current.some(file => file.name === name))
      throw new UsageError(
        `--remove: got ${name}, takes a file of ${here(folder)}: ${current.map(file => file.name).join(', ') || 'none'}`,
      );
  const added = options.add.map(file => ({
    name: `${basename(file).replace(/\.[^.]*$/, '')}.pem`,
    text: readText(file),
  }));
  const next = merged(current, added, options.remove);
  const [before, after] = [current, next].map(files => files.flatMap(({ name, text }) => certificatesOf(name, text)));
  if (before === undefined || after === undefined) throw new Error('two lists');
  const gone = before.filter(one => !after.some(({ fingerprint }) => fingerprint === one.fingerprint));
  for (const each of after.filter(one => !before.some(({ fingerprint }) => fingerprint === one.fingerprint)))
    console.log(`+ ${line(each)}`);
  for (const each of gone) console.log(`- ${line(each)}`);
  if (next.length > 0 && report(here(folder), lintFiles(next, { ending: target.config.clients.ending })) > 0) return 1;
  const cut = await cutOff(
    target,
    before,
    gone.map(({ subject }) => subject),
    options.days,
  );
  if (cut.length > 0) {
    for (const each of cut) console.log(`ERROR  ${each}`);
    return 1;
  }
  if (!options.write) console.log('nothing is written; say --write to change the files, then deploy');
  else write(folder, added, options.remove);
  return 0;
}

/** Certificates issued lately whose CA, or a CA above it, is to go. */
async function cutOff(
  target: Target,
  before: readonly { readonly subject: string; readonly issuer: string }[],
  gone: readonly string[],
  days: number,
): Promise<string[]> {
  if (gone.length === 0) return [];
  const answer = await target.ask({ action: 'survey', issuedWithinDays: days, endingWithinDays: 0 });
  if (!('issuers' in answer)) throw new UsageError('the certificates function did not say who issued what');
  const chain = (subject: string, seen: readonly string[] = []): readonly string[] => {
    const above = before.find(one => one.subject === subject)?.issuer;
    return above === undefined || above === subject || seen.includes(subject)
      ? [...seen, subject]
      : chain(above, [...seen, subject]);
  };
  return answer.issuers.flatMap(({ issuer, issued, lastEnd }) => {
    const missing = chain(issuer).find(subject => gone.includes(subject));
    return missing === undefined
      ? []
      : [
          `${missing}: would cut off ${issued} certificates issued in the last ${days} days, the last until ${lastEnd.slice(0, 10)}; ` +
            'keep it until they are renewed under another CA',
        ];
  });
}

function merged(
  current: readonly TruststoreFile[],
  added: readonly TruststoreFile[],
  removed: readonly string[],
): TruststoreFile[] {
  const gone = new Set([...removed, ...added.map(({ name }) => name)]);
  return [...current.filter(({ name }) => !gone.has(name)), ...added].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function write(folder: string, added: readonly TruststoreFile[], removed: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of added) writeFileSync(join(folder, name), text);
  for (const name of removed) rmSync(join(folder, name));
  if (added.length + removed.length > 0) console.log(`${here(folder)}: written; deploy to bring it into force`);
}
