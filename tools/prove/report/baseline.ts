import { readFileSync } from 'node:fs';
import type { Occurrence, Report, Severity } from './types';
import { severities } from './words';
import { UnreadableError } from '../read/error';

/** What is known and not yet mended, by fingerprint; with words, so that a review of the file can tell what it accepts. */
interface Baseline {
  readonly version: 1;
  readonly known: Readonly<Record<string, Known>>;
}

interface Known {
  readonly status: Severity;
  readonly rule: string;
  readonly route: string;
  readonly where: string;
}

export function baselineText({ findings }: Report): string {
  const entries = findings.flatMap(({ rule, status, at, on }) =>
    on.map(({ fingerprint, route }): [string, Known] => [
      fingerprint,
      { status, rule, route, where: [at.logicalId, at.property].filter(Boolean).join('.') },
    ]),
  );
  const known = Object.fromEntries(entries.sort(([one], [other]) => one.localeCompare(other, 'en')));
  return `${JSON.stringify({ version: 1, known } satisfies Baseline, null, 2)}\n`;
}

/** Marks the findings that a baseline knows. Something that has become more serious is not known. */
export function againstBaseline(report: Report, file: string): Report {
  const { known } = readBaseline(file);
  const seen = new Set<string>();
  const isKnown = ({ fingerprint }: Occurrence, status: Severity): boolean => {
    const before = Object.hasOwn(known, fingerprint) ? known[fingerprint] : undefined;
    if (before !== undefined) seen.add(fingerprint);
    return before !== undefined && severities.indexOf(before.status) <= severities.indexOf(status);
  };
  const findings = report.findings.map(finding => ({
    ...finding,
    on: finding.on.map(one => (isKnown(one, finding.status) ? { ...one, known: true as const } : one)),
  }));
  const count = findings.flatMap(({ on }) => on.filter(one => 'known' in one)).length;
  return { ...report, findings, baseline: { known: count, mended: Object.keys(known).length - seen.size } };
}

function readBaseline(file: string): Baseline {
  const how = 'write one with --write-baseline';
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UnreadableError(`${file}: ${absent ? 'there is no such baseline' : 'not a baseline'}; ${how}`);
  }
  const { version, known } = (value ?? {}) as Partial<Baseline>;
  if (version !== 1 || typeof known !== 'object' || known === null)
    throw new UnreadableError(`${file}: not a baseline; ${how}`);
  return { version, known };
}
