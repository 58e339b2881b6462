import type { Location } from '../lines';
import { placeLines } from './finding-lines';
import { folded, type Folded } from './fold';
import type { Cell, Change, Diff, Report } from './types';
import { count } from './words';

/** The report as a comment on a pull request. GitHub takes 65,536 characters, so long lists are cut and say so. */
export function markdown(report: Report): string {
  const { findings, waived, diff } = report;
  return [
    `## Defence in depth: ${said[report.verdict]}`,
    '',
    sum(report),
    ...(diff === undefined ? [] : diffParts(diff)),
    ...grid(report),
    ...some(folded(findings), 30, 'findings').flatMap(part =>
      typeof part === 'string' ? ['', part] : findingParts(part),
    ),
    ...some(folded(waived), 20, 'waived').flatMap(part =>
      typeof part === 'string' ? ['', part] : ['', waivedLine(part)],
    ),
    '',
  ].join('\n');
}

const said = { complete: '✅ complete', gap: '❌ gap', unproven: '❔ unproven' } as const;
const signs: Readonly<Record<Cell, string>> = {
  stands: '✅',
  weak: '⚠️ weak',
  missing: '❌ missing',
  unproven: '❔ unproven',
  waived: 'waived',
  external: 'by others',
  public: 'public',
  decided: 'by decision',
};

/** Text from a template, shown as it is: no markup, no mention of anybody, no end of a table's cell. */
function code(text: string): string {
  const quiet = text.replaceAll('|', '\\|');
  const ticks = '`'.repeat(Math.max(0, ...[...quiet.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return ticks.length === 1 ? `\`${quiet}\`` : `${ticks} ${quiet} ${ticks}`;
}

const escaped = (text: string): string => text.replaceAll(/[\\`*_[\]<>|#~!]/g, '\\$&').replaceAll('@', '@\u200b');

function sum({ summary, baseline }: Report): string {
  const kinds = (['complete', 'public', 'gap', 'unproven'] as const).filter(kind => summary[kind] > 0);
  const known = baseline === undefined ? '' : `; ${count(baseline.known, 'finding')} known to the baseline`;
  return `${count(summary.routes, 'route')}: ${kinds.map(kind => `${summary[kind]} ${kind}`).join(', ')}${known}`;
}

function grid({ routes, layers }: Report): readonly string[] {
  if (routes.length === 0) return [];
  const shown = [...routes].sort(
    (one, other) => Number(one.verdict === 'complete') - Number(other.verdict === 'complete'),
  );
  const rows = some(shown, 60, 'routes').map(part =>
    typeof part === 'string'
      ? `| ${part} |`
      : `| ${[
          code(part.route),
          ...layers.map(layer => {
            const cell = part.cells[layer];
            return cell === undefined ? '·' : signs[cell];
          }),
          part.verdict === 'public' ? `public: ${escaped(part.reason ?? '')}` : part.verdict,
        ].join(' | ')} |`,
  );
  return ['', `| route | ${layers.join(' | ')} | verdict |`, `|---|${'---|'.repeat(layers.length + 1)}`, ...rows];
}

function findingParts({ rule, status, says, places, reason, fix, on, through }: Folded): readonly string[] {
  const routes = on.flatMap(({ route }) => (route === '' ? [] : [code(route)]));
  return [
    '',
    `<details><summary><b>${status}</b> ${rule}: ${html(says)}</summary>`,
    '',
    `- where: ${some(places.map(placeText), 5, 'places').join('; ')}`,
    `- why: ${escaped(reason)}`,
    `- mend: ${escaped(fix)}`,
    ...(routes.length === 0 ? [] : [`- on: ${some(routes, 10, 'routes').join(', ')}`]),
    ...(through.length === 0 ? [] : [`- through: ${through.map(code).join(', ')}`]),
    '',
    '</details>',
  ];
}

const placeText = (place: Location): string => placeLines(place).map(code).join(', ');

const html = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('@', '@\u200b');

const waivedLine = ({ rule, on, waiver }: Folded): string =>
  `Waived: ${code(rule)} on ${count(on.length, 'route')}: ${escaped(waiver?.reason ?? '')} (${code(waiver?.id ?? '')}, until ${waiver?.expires ?? ''})`;

function diffParts({ lost, gained, opened, newRoutes, goneRoutes }: Diff): readonly string[] {
  const change = ({ route, layer, before, now }: Change): string => `- ${code(route)} ${layer}: ${before} → ${now}`;
  const route = (one: { readonly route: string; readonly verdict: string }): string =>
    `- ${code(one.route)}: ${one.verdict}`;
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['This change takes away', lost.map(change)],
    ['This change opens', opened.map(one => `- ${code(one.route)} through ${code(one.through)}`)],
    ['This change adds', gained.map(change)],
    ['New routes', newRoutes.map(route)],
    ['Routes that are gone', goneRoutes.map(route)],
  ];
  const told = parts.filter(([, lines]) => lines.length > 0);
  if (told.length === 0) return ['', 'This change takes nothing away.'];
  return told.flatMap(([title, lines]) => ['', `### ${title}`, '', ...some(lines, 40, 'lines')]);
}

/** The first of them, and a word about the rest. */
function some<T>(items: readonly T[], most: number, what: string): readonly (T | string)[] {
  return items.length <= most ? items : [...items.slice(0, most), `… and ${items.length - most} more ${what}`];
}
