import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Finding, TruststoreFile } from '../../lambda/x509';
import { ConfigError, type ClientsConfig } from '../config';
import { x509 } from './x509';

/** `config/<env>/truststore/`: the CAs, as PEM files, whose clients an environment lets in. */

const root = join(__dirname, '..', '..');

export const truststoreFolder = (env: string): string => join(root, 'config', env, 'truststore');

/** The files of the folder, in the order of their names; none where there is no folder. */
export function readTruststoreFolder(folder: string): TruststoreFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.name.startsWith('.') && entry.name !== 'README.md')
    .map(({ name }) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The certificates of files as one text: what is published, and what its fingerprint is made of. */
export const bundleOf = (files: readonly TruststoreFile[]): string =>
  files.flatMap(({ text }) => x509().pemBundle(text)).join('');

/** SHA-256 of a bundle, lower-case hex. */
export const fingerprintOf = (bundle: string): string => createHash('sha256').update(bundle).digest('hex');

export interface RepositoryBundle {
  /** Where the bundle was written; its content is its name. */
  readonly path: string;
  readonly fingerprint: string;
  /** When the first of its CAs ends. */
  readonly firstEnd: Date;
  readonly warnings: readonly Finding[];
}

/**
 * Lints an environment's folder and writes its bundle where the CDK takes it up as an asset. Undefined where the folder holds no
 * files. Throws {@link ConfigError} that lists every error.
 */
export function repositoryBundle(
  {
    env,
    clients: { ending },
  }: Pick<ClientsConfig, 'env'> & { readonly clients: Pick<ClientsConfig['clients'], 'ending'> },
  folder = truststoreFolder(env),
): RepositoryBundle | undefined {
  const files = readTruststoreFolder(folder);
  if (files.length === 0) return undefined;
  const { describeFinding, lintFiles, pemBundle, readCertificate } = x509();
  const findings = lintFiles(files, { ending });
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0)
    throw new ConfigError(errors.map(found => `config/${env}/truststore/${describeFinding(found)}`).join('\n'));
  const bundle = bundleOf(files);
  const fingerprint = fingerprintOf(bundle);
  const directory = join(root, '.portcullis', 'truststores');
  mkdirSync(directory, { recursive: true });
  const path = join(directory, `${basename(env)}-${fingerprint}.pem`);
  if (!existsSync(path)) writeFileSync(path, bundle);
  const ends = pemBundle(bundle).map(pem => readCertificate(pem).notAfter.getTime());
  return { path, fingerprint, firstEnd: new Date(Math.min(...ends)), warnings: findings };
}
