import { execFile } from 'node:child_process';
import type { KeyObject } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const limits = { timeout: 10_000 };

/**
 * What `openssl verify -x509_strict` says of a leaf under a CA: a second opinion on everything this project issues. With lists, it wants one for
 * every CA of the chain.
 */
export async function opensslVerify(
  leaf: string,
  authority: string,
  purpose: 'sslclient' | 'sslserver' | 'any',
  { untrusted, crl }: { readonly untrusted?: string; readonly crl?: string } = {},
): Promise<string> {
  const files = {
    leaf,
    authority,
    ...(untrusted === undefined ? {} : { untrusted }),
    ...(crl === undefined ? {} : { crl }),
  };
  return inFolder(files, async path => {
    const options = [
      ...(untrusted === undefined ? [] : ['-untrusted', path('untrusted')]),
      ...(crl === undefined ? [] : ['-crl_check_all', '-CRLfile', path('crl')]),
      '-CAfile',
      path('authority'),
      path('leaf'),
    ];
    const { stdout } = await run('openssl', ['verify', '-x509_strict', '-purpose', purpose, ...options], limits);
    return stdout.trim().replace(`${path('leaf')}: `, '');
  });
}

/** `openssl x509 -text`. */
export const opensslText = async (certificate: string): Promise<string> =>
  inFolder({ certificate }, async path => {
    const { stdout } = await run('openssl', ['x509', '-in', path('certificate'), '-noout', '-text'], limits);
    return stdout;
  });

/** `openssl crl -text`. */
export const opensslCrlText = async (crl: string): Promise<string> =>
  inFolder({ crl }, async path => {
    const { stdout } = await run('openssl', ['crl', '-in', path('crl'), '-noout', '-text'], limits);
    return stdout;
  });

/** A signing request made by OpenSSL, as somebody else's tool would make it, for a new key as `openssl req` takes it, or for one there is. */
export const opensslRequest = async (
  key: readonly string[] | KeyObject,
  { subject = '/CN=whatever', extensions = [], digest = 'sha256' }: RequestOptions = {},
): Promise<string> =>
  inFolder(isKey(key) ? { key: key.export({ type: 'pkcs8', format: 'pem' }).toString() } : {}, async path => {
    const asked = isKey(key) ? ['-key', path('key')] : ['-nodes', '-keyout', path('key'), ...key];
    const added = extensions.flatMap(extension => ['-addext', extension]);
    const { stdout } = await run(
      'openssl',
      ['req', '-new', `-${digest}`, '-subj', subject, ...asked, ...added],
      limits,
    );
    return stdout;
  });

const isKey = (key: readonly string[] | KeyObject): key is KeyObject => 'type' in key;

interface RequestOptions {
  readonly subject?: string;
  readonly extensions?: readonly string[];
  readonly digest?: string;
}

export const p256 = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
export const rsa = (bits: number): string[] => ['-newkey', 'rsa', '-pkeyopt', `rsa_keygen_bits:${bits}`];

async function inFolder<T>(
  files: Readonly<Record<string, string>>,
  use: (path: (name: string) => string) => Promise<T>,
) {
  const folder = await mkdtemp(join(tmpdir(), 'x509-'));
  const path = (name: string) => join(folder, `${name}.pem`);
  try {
    await Promise.all(Object.entries(files).map(([name, pem]) => writeFile(path(name), pem)));
    return await use(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}
