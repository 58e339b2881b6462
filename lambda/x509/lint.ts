import { createPublicKey, X509Certificate } from 'node:crypto';
import { strongKeys, strongKeyTypes } from './keys';
import { pemBlocks, readCertificate, type CertificateFacts } from './read';

/** A file of a truststore's folder. */
export interface TruststoreFile {
  readonly name: string;
  readonly text: string;
}

/** Something about a truststore that somebody has to mend; a warning does not keep it from being published. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly file: string;
  /** The subject; empty where the finding is about the file, or about all of them. */
  readonly certificate: string;
  readonly what: string;
  readonly mend: string;
}

export interface LintOptions {
  readonly now?: Date;
  /** Under so many days of life a CA is an error, and under so many more a warning; {@link alarmDays} when left out. */
  readonly errorDays?: number;
  readonly warningDays?: number;
  /** API Gateway itself takes a CA without its issuer, and then refuses every client of it. */
  readonly incompleteChains?: 'refused' | 'taken';
}

/** Days before its end at which a CA becomes a warning (the first alarm) and an error (the last). */
export const alarmDays = { warning: 60, error: 7 } as const;

// API Gateway's quotas for a truststore (developer guide, mutual TLS): 1,000 certificates, 1 MB, chains of four CAs.
const most = { certificates: 1_000, bytes: 1_000_000, chain: 4 } as const;

interface Entry {
  readonly file: string;
  readonly facts: CertificateFacts;
  readonly node: X509Certificate;
}

/**
 * What API Gateway's or CloudFront's truststore refuses, or worse, accepts with a warning nobody reads (their developer guides,
 * mutual TLS), said before anything is published. No findings: the bundle may be published.
 */
export function lintFiles(files: readonly TruststoreFile[], options: LintOptions = {}): Finding[] {
  const findings: Finding[] = [];
  const entries: Entry[] = [];
  for (const { name: file, text } of files) {
    for (const block of blocksOf(file, text)) {
      if ('what' in block) findings.push(block);
      else entries.push(block);
    }
  }
  const bytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  return [
    ...findings,
    ...(entries.length === 0 && findings.length === 0 ? [whole('got no certificate', 'takes one CA or more')] : []),
    ...(entries.length > most.certificates
      ? [whole(`got ${entries.length} certificates`, `keep ${most.certificates} at most: remove CAs nobody uses`)]
      : []),
    ...(bytes > most.bytes ? [whole(`got ${bytes} bytes`, `keep ${most.bytes} at most: remove CAs nobody uses`)] : []),
    ...entries.flatMap(entry => lintAuthority(entry, options)),
    ...duplicateSubjects(entries),
    ...(options.incompleteChains === 'taken' ? [] : lintChains(entries)),
  ];
}

/** What AWS itself refuses of a bundle, one line a problem: to be expiring soon or without an issuer is not among it. */
export const lintTruststore = (bundle: string, now = new Date()): string[] =>
  lintFiles([{ name: 'truststore', text: bundle }], {
    now,
    errorDays: 0,
    warningDays: 0,
    incompleteChains: 'taken',
  }).map(describeFinding);

/** A finding on one line. */
export const describeFinding = ({ file, certificate, what, mend }: Finding): string =>
  `${[file, certificate].filter(Boolean).join(': ')}: ${what}; ${mend}`;

const whole = (what: string, mend: string): Finding => error('truststore', '', what, mend);

const error = (file: string, certificate: string, what: string, mend: string): Finding => ({
  severity: 'error',
  file,
  certificate,
  what,
  mend,
});

function blocksOf(file: string, text: string): (Entry | Finding)[] {
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text))
    return [
      error(
        file,
        '',
        'got a private key',
        'remove the file, also from the history, and replace that key: it is known now',
      ),
    ];
  let blocks: string[];
  try {
    blocks = pemBlocks(text);
  } catch (cause) {
    return [error(file, '', reason(cause), 'write whole PEM blocks named CERTIFICATE')];
  }
  return blocks.map((pem, index) => {
    try {
      return { file, facts: readCertificate(pem), node: new X509Certificate(pem) };
    } catch (cause) {
      return error(file, `certificate ${index + 1}`, reason(cause), 'write it again from its source, in PEM');
    }
  });
}

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

const hashes = /^SHA-(?:256|384|512)$/;
const day = 86_400_000;

function lintAuthority({ file, facts }: Entry, options: LintOptions): Finding[] {
  const { now = new Date(), errorDays = alarmDays.error, warningDays = alarmDays.warning } = options;
  const found: Finding[] = [];
  const refuse = (what: string, mend: string) => found.push(error(file, facts.subject, what, mend));
  if (!facts.isAuthority) refuse('got no CA:TRUE', 'takes a CA certificate: a leaf here would trust only itself');
  if (!facts.keyUsages.includes('keyCertSign'))
    refuse('got no keyCertSign in its key usage', 'takes a CA certificate that says it signs certificates');
  if (!strongKeyTypes.test(facts.keyType)) refuse(`got a key of type ${facts.keyType}`, `takes ${strongKeys}`);
  if (!hashes.test(facts.signatureHash ?? ''))
    refuse(
      `got a signature over ${facts.signatureHash ?? 'an unknown hash'}`,
      'takes SHA-256 or better: have it issued again',
    );
  const end = facts.notAfter.toISOString();
  const left = (facts.notAfter.getTime() - now.getTime()) / day;
  if (left <= 0) refuse(`expired on ${end}`, 'remove it, and add the CA that follows it');
  else if (left < errorDays) refuse(`expires on ${end}, in ${Math.floor(left)} days`, renew);
  else if (left < warningDays) {
    const what = `expires on ${end}, in ${Math.floor(left)} days`;
    found.push({ severity: 'warning', file, certificate: facts.subject, what, mend: renew });
  }
  if (facts.notBefore > now)
    refuse(`is not valid before ${facts.notBefore.toISOString()}`, 'add it once it is valid, or set the clock right');
  return found;
}

const renew = 'add the CA that follows it now (portcullis trust rotate), and remove this one when nobody uses it';

/** API Gateway takes one issuer for a subject: of two CAs with one name it would not know which signed. */
function duplicateSubjects(entries: readonly Entry[]): Finding[] {
  const first = new Map<string, Entry>();
  return entries.flatMap(entry => {
    const other = first.get(entry.facts.subject);
    if (other === undefined) first.set(entry.facts.subject, entry);
    return other === undefined
      ? []
      : [
          error(
            entry.file,
            entry.facts.subject,
            `got more than one certificate with this subject, the other in ${other.file}`,
            'takes one: remove one, or give the new CA a subject of its own',
          ),
        ];
  });
}

/** Every CA that is not a root has its issuer beside it, and no chain is longer than what the gateway walks. */
function lintChains(entries: readonly Entry[]): Finding[] {
  const bySubject = new Map(entries.map(entry => [entry.facts.subject, entry]));
  return entries.flatMap(entry => {
    const { file, facts } = entry;
    let current = entry;
    for (let length = 1; ; length += 1) {
      if (length > most.chain)
        return [
          error(file, facts.subject, `got a chain of more than ${most.chain} CAs`, 'have it issued nearer to its root'),
        ];
      const above = bySubject.get(current.facts.issuer);
      if (above === undefined)
        return current === entry
          ? [
              error(
                file,
                facts.subject,
                `got no certificate of its issuer, ${facts.issuer}`,
                'add that one too, up to the root',
              ),
            ]
          : [];
      if (
        current === entry &&
        !entry.node.verify(createPublicKey({ key: Buffer.from(above.facts.spki), type: 'spki', format: 'der' }))
      )
        return [
          error(
            file,
            facts.subject,
            `got a signature that the certificate of its issuer, ${facts.issuer} in ${above.file}, does not verify`,
            'put the issuer that really signed it beside it',
          ),
        ];
      if (above === current) return [];
      current = above;
    }
  });
}
