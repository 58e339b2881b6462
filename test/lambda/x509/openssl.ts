import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What `openssl verify -x509_strict` says of a leaf under a CA: a second opinion on everything this project issues. */
export async function opensslVerify(
  leaf: string,
  authority: string,
  purpose: 'sslclient' | 'sslserver' | 'any',
): Promise<string> {
  return inFolder({ leaf, authority }, async path => {
    const files = ['-CAfile', path('authority'), path('leaf')];
    const { stdout } = await run('openssl', ['verify', '-x509_strict', '-purpose', purpose, ...files], {
      timeout: 10_000,
    });
    return stdout.trim().replace(`${path('leaf')}: `, '');
  });
}

/** `openssl x509 -text`. */
export const opensslText = async (certificate: string): Promise<string> =>
  inFolder({ certificate }, async path => {
    const { stdout } = await run('openssl', ['x509', '-in', path('certificate'), '-noout', '-text'], {
      timeout: 10_000,
    });
    return stdout;
  });

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
