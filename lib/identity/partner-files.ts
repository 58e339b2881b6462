import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, type PartnerConfig } from '../config';
import { x509 } from '../trust/x509';

/** `config/<env>/partners/`: certificates that partners brought. */

export interface PartnerFile {
  readonly partner: string;
  readonly file: string;
  /** PEM, one certificate. */
  readonly certificate: string;
}

const root = join(__dirname, '..', '..', 'config');

/** The declared certificates, checked. Throws {@link ConfigError} that names the file, what is wrong and what is taken. */
export function partnerFiles(
  { env, partners }: Pick<PartnerConfig, 'env' | 'partners'>,
  folder = join(root, env, 'partners'),
  now = new Date(),
): readonly PartnerFile[] {
  return partners.flatMap(({ name: partner, certificates }) =>
    certificates.map(file => ({ partner, file, certificate: readFile(env, join(folder, file), file, now) })),
  );
}

function readFile(env: string, path: string, file: string, now: Date): string {
  const refuse = (got: string, takes: string): never => {
    throw new ConfigError(`config/${env}/partners/${file}: got ${got}, takes ${takes}`);
  };
  const { CertificateError, holderKeyOf, pemBundle, readCertificate } = x509();
  if (!existsSync(path)) return refuse('no such file', "the partner's certificate as PEM");
  try {
    const [pem, ...more] = pemBundle(readFileSync(path, 'utf8'));
    if (pem === undefined || more.length > 0)
      return refuse(
        `${more.length + (pem === undefined ? 0 : 1)} certificates`,
        'one; its CA belongs into truststore/',
      );
    const { isAuthority, extendedKeyUsages, notAfter, spki } = readCertificate(pem);
    holderKeyOf(spki);
    if (isAuthority) return refuse('a CA', 'the certificate of a client; a CA belongs into truststore/');
    if (!extendedKeyUsages.includes('clientAuth')) return refuse('one without clientAuth', 'a certificate for clients');
    if (notAfter <= now) return refuse(`one that ended on ${notAfter.toISOString()}`, 'one that is in force');
    return pem;
  } catch (error) {
    if (error instanceof CertificateError) return refuse(error.message, "the partner's certificate as PEM");
    throw error;
  }
}
