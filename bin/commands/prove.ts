import { writeFileSync } from 'node:fs';
import colors from 'picocolors';
import type { Profile } from '../../lib/chain';
import {
  againstBaseline,
  baselineText,
  proveTemplates,
  render,
  diffOf,
  UnreadableError,
  type Format,
  type ProveOptions,
  type Report,
} from '../../tools/prove';

export interface ProveCommandOptions {
  readonly format: Format;
  readonly profile?: Profile;
  readonly policy?: string;
  readonly parameter: readonly string[];
  readonly region?: string;
  readonly baseline?: string;
  readonly writeBaseline: boolean;
  readonly diff: readonly string[];
  readonly output?: string;
}

/**
 * `portcullis prove`: 0 every route is complete, 1 gaps, 2 unreadable or unproven.
 * @public taken by a late `require`, which knip does not follow
 */
export function proveCommand(paths: readonly string[], options: ProveCommandOptions): number {
  try {
    return proveAndTell(paths, options);
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    process.stderr.write(`portcullis: ${error.message}\n`);
    return 2;
  }
}

function proveAndTell(paths: readonly string[], options: ProveCommandOptions): number {
  const { format, baseline, writeBaseline, diff, output, profile, policy, region } = options;
  if (writeBaseline && baseline === undefined)
    throw new UnreadableError('--write-baseline: needs --baseline <file>, the file to write');
  const settings: ProveOptions = {
    parameters: parametersOf(options.parameter),
    evidence: format === 'json',
    ...(profile === undefined ? {} : { profile }),
    ...(policy === undefined ? {} : { policy }),
    ...(region === undefined ? {} : { region }),
  };
  let report = proveTemplates(paths, settings);
  if (diff.length > 0) report = { ...report, diff: diffOf(proveTemplates(diff, settings), report) };
  if (baseline !== undefined && writeBaseline) write(baseline, baselineText(report));
  if (baseline !== undefined) report = againstBaseline(report, baseline);
  tell(report, format, output);
  return exitCodeOf(report);
}

/** `Stage=prod` pairs of `--parameter`. */
function parametersOf(pairs: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.map(pair => {
      const at = pair.indexOf('=');
      if (at < 1)
        throw new UnreadableError(`--parameter: got ${JSON.stringify(pair)}, takes name=value such as Stage=prod`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function tell(report: Report, format: Format, output: string | undefined): void {
  if (output !== undefined) write(output, render(report, format));
  const shown = output === undefined ? format : 'table';
  process.stdout.write(render(report, shown, { color: colors.isColorSupported && process.stdout.isTTY }));
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UnreadableError(`${file}: cannot be written (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
  }
}

/** What the baseline knows does not count. A gap is certain, so it outranks what is unproven. */
function exitCodeOf({ verdict, findings, baseline }: Report): number {
  if (baseline === undefined) return { complete: 0, gap: 1, unproven: 2 }[verdict];
  const fresh = findings.filter(({ on }) => on.some(({ known }) => known !== true));
  if (fresh.some(({ status }) => status !== 'unproven')) return 1;
  return fresh.length > 0 ? 2 : 0;
}
