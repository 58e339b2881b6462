import Table from 'cli-table3';
import { layers } from '../../lib/chain';
import { grouped } from '../prove/facts/once-per';
import type { Judged, Score } from './score';
import type { Unsteady } from './steady';

/** Equivalents above this share of the mutants that matter would hide survivors. */
const mostEquivalent = 0.05;

export interface Report {
  readonly text: string;
  readonly whole: boolean;
}

const of = (score: Score, kind: string): readonly Judged[] =>
  score.judged.filter(({ expectation }) => expectation.kind === kind);

/** What was tried on the proof, and how it did. */
export interface Trials {
  readonly scores: readonly Score[];
  readonly rewrites: { readonly tried: number; readonly unsteady: readonly Unsteady[] };
  readonly shapes: { readonly tried: number; readonly misjudged: readonly string[] };
  readonly nonsense: { readonly tried: number; readonly crash: string | undefined };
}

/** What `npm run prove:score` prints. */
export function report({ scores, rewrites, shapes, nonsense }: Trials): Report {
  const score = together(scores);
  const { unsteady } = rewrites;
  const seen = of(score, 'seen');
  const equivalents = of(score, 'equivalent');
  const share = equivalents.length / (seen.length + equivalents.length);
  const whole =
    score.survivors.length === 0 &&
    score.falseAlarms.length === 0 &&
    score.seenAfterAll.length === 0 &&
    score.untold.length === 0 &&
    score.notStanding.length === 0 &&
    unsteady.length === 0 &&
    rewrites.tried >= 40 &&
    shapes.misjudged.length === 0 &&
    shapes.tried >= 25 &&
    nonsense.crash === undefined &&
    seen.length >= 200 &&
    share <= mostEquivalent;
  const parts = [
    byLayer(seen, score.survivors),
    `${score.judged.length} mutants: ${seen.length} to be seen, ${equivalents.length} equivalent (${(share * 100).toFixed(1)}%), ` +
      `${of(score, 'idle').length} that must change nothing, ${of(score, 'missed').length} of what no rule looks at (docs/prove-misses.md).`,
    `${rewrites.tried} harmless rewrites of the whole system and of one with every layer broken: ` +
      (unsteady.length === 0 ? 'no verdict changed.' : `${unsteady.length} changed a verdict.`),
    `${shapes.tried} shapes of the field: ` +
      (shapes.misjudged.length === 0 ? 'each as worked out by hand.' : `${shapes.misjudged.length} otherwise.`),
    `${nonsense.tried} properties with nonsense in them: ${nonsense.crash === undefined ? 'no crash' : 'a crash'}.`,
    listed('Published as missed, by kind', missesByKind(of(score, 'missed'))),
    listed('Shapes that are not as worked out by hand', shapes.misjudged),
    listed('A crash', nonsense.crash === undefined ? [] : [nonsense.crash]),
    listed(
      'Rewrites that change a verdict',
      unsteady.map(({ rewrite, after }) => `${rewrite}: ${after.join('; ')}`),
    ),
    listed('Not standing before anything was changed', score.notStanding),
    listed('Survivors', score.survivors.map(line)),
    listed('False alarms', score.falseAlarms.map(line)),
    listed('Published as missed, and seen', score.seenAfterAll.map(line)),
    listed('The oracle is silent on', score.untold),
    listed('Equivalent', equivalents.map(line)),
  ];
  return { text: parts.filter(part => part !== '').join('\n\n'), whole };
}

const together = (scores: readonly Score[]): Score => ({
  judged: scores.flatMap(({ judged }) => judged),
  survivors: scores.flatMap(({ survivors }) => survivors),
  seenAfterAll: scores.flatMap(({ seenAfterAll }) => seenAfterAll),
  falseAlarms: scores.flatMap(({ falseAlarms }) => falseAlarms),
  notStanding: scores.flatMap(({ notStanding }) => notStanding),
  untold: scores.flatMap(({ untold }) => untold),
});

/** A mutant that may be seen in several layers counts for the first. */
function byLayer(seen: readonly Judged[], survivors: readonly Judged[]): string {
  const table = new Table({ head: ['layer', 'to be seen', 'seen', ''], style: { head: [], border: [] } });
  for (const { name } of layers) {
    const expected = seen.filter(({ expectation }) => expectation.kind === 'seen' && expectation.layers[0] === name);
    if (expected.length === 0) continue;
    const killed = expected.filter(each => !survivors.includes(each)).length;
    table.push([name, expected.length, killed, `${((100 * killed) / expected.length).toFixed(1)}%`]);
  }
  return table.toString();
}

function missesByKind(missed: readonly Judged[]): readonly string[] {
  const kinds = grouped(missed, ({ expectation: { because } }) => because);
  return [...kinds].map(([what, mutants]) => `${mutants.length}: ${what}`);
}

const line = ({ name, expectation, worse }: Judged): string =>
  `${name} (${expectation.because}${worse.length === 0 ? '' : `; seen in ${worse.join(', ')}`})`;

const listed = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `${title} (${lines.length}):\n${lines.map(each => `  ${each}`).join('\n')}`;
