import {
  duplicateSubjects,
  error,
  lintAuthority,
  lintChains,
  type Entry,
  type Finding,
  type LintOptions,
} from './lint-rules';
import { pemBlocks, readBoth } from './read';

/** A file of a truststore's folder. */
export interface TruststoreFile {
  readonly name: string;
  readonly text: string;
}

// API Gateway's quotas for a truststore (developer guide, mutual TLS): 1,000 certificates, 1 MB.
const most = { certificates: 1_000, bytes: 1_000_000 } as const;

/**
 * What API Gateway's or CloudFront's truststore refuses, or worse, accepts with a warning nobody reads (their developer guides,
 * mutual TLS), said before anything is published. No findings: the bundle may be published.
 */
export function lintFiles(files: readonly TruststoreFile[], options: LintOptions = {}): Finding[] {
  const bytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  const count = files.reduce((sum, { text }) => sum + (text.match(/-----BEGIN CERTIFICATE-----/g) ?? []).length, 0);
  // What is too much is not looked at one by one.
  if (count > most.certificates || bytes > most.bytes) return tooMuch(count, bytes);
  const findings: Finding[] = [];
  const entries: Entry[] = [];
  for (const { name: file, text } of files) {
    for (const block of blocksOf(file, text)) {
      if ('what' in block) findings.push(block);
      else entries.push(block);
    }
  }
  return [
    ...findings,
    ...(files.length === 0 ? [whole('got no certificate', none)] : []),
    ...entries.flatMap(entry => lintAuthority(entry, entries, options)),
    ...Object.keys(options.ending ?? {}).flatMap(name => staleEnding(name, files)),
    ...duplicateSubjects(entries),
    ...(options.incompleteChains === 'taken' ? [] : lintChains(entries)),
  ];
}

const tooMuch = (count: number, bytes: number): Finding[] => [
  ...(count > most.certificates
    ? [whole(`got ${count} certificates`, `keep ${most.certificates} at most: remove CAs nobody uses`)]
    : []),
  ...(bytes > most.bytes ? [whole(`got ${bytes} bytes`, `keep ${most.bytes} at most: remove CAs nobody uses`)] : []),
];

/** What AWS itself refuses of a bundle, one line a problem: to be expiring soon or without an issuer is not among it. */
export const lintTruststore = (bundle: string, now = new Date()): string[] =>
  lintFiles([{ name: 'truststore', text: bundle }], {
    now,
    alarmDays: 0,
    incompleteChains: 'taken',
  }).map(describeFinding);

/** A finding on one line. */
export const describeFinding = ({ file, certificate, what, mend }: Finding): string =>
  `${[file, certificate].filter(Boolean).join(': ')}: ${what}; ${mend}`;

const staleEnding = (name: string, files: readonly TruststoreFile[]): Finding[] =>
  files.some(file => file.name === name)
    ? []
    : [error(name, '', 'got a reason for its end, but no such file', 'take it out of clients.ending')];

const none = 'takes one CA or more, in PEM';
const whole = (what: string, mend: string): Finding => error('truststore', '', what, mend);

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
  if (blocks.length === 0) return [error(file, '', 'got no certificate', none)];
  return blocks.map((pem, index) => {
    try {
      return { file, ...readBoth(pem) };
    } catch (cause) {
      return error(file, `certificate ${index + 1}`, reason(cause), 'write it again from its source, in PEM');
    }
  });
}

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
