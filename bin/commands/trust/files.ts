import { readFileSync } from 'node:fs';
import { pemBundle, readCertificate, type CertificateFacts } from '../../../lambda/x509';
import { UsageError } from '../errors';

/** Reads a file that a person named; `-` is the standard input. */
export function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unreadable'})`);
  }
}

export interface NamedCertificate extends CertificateFacts {
  readonly pem: string;
}

/** The certificates of a bundle. Throws {@link UsageError} that names the file. */
export function certificatesOf(file: string, text: string): NamedCertificate[] {
  try {
    const found = pemBundle(text).map(pem => ({ ...readCertificate(pem), pem }));
    if (found.length === 0) throw new UsageError('got no certificate, takes one PEM block or more');
    return found;
  } catch (error) {
    throw new UsageError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const day = 86_400_000;

export const daysLeft = (end: Date, now = new Date()): number => Math.floor((end.getTime() - now.getTime()) / day);

/** One line about a certificate. */
export const line = ({ subject, notAfter, fingerprint }: CertificateFacts): string =>
  `${subject} (ends ${notAfter.toISOString().slice(0, 10)}, ${daysLeft(notAfter)} days; ${fingerprint.slice(0, 16)}…)`;
