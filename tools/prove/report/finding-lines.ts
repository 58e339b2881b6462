import type { Location } from '../lines';
import { folded, type Folded } from './fold';
import type { Colors } from './table';
import type { Finding, Report, Severity } from './types';
import { count } from './words';
import { widths, wrapped } from './wrap';

const indent = 10;

/** Nobody mends more at once. */
const mostFindings = 50;

/** Findings for a terminal: what, where, why, how to mend, on which routes. */
export function findingLines({ findings }: Report, paint: Colors): readonly string[] {
  const fresh = findings.filter(({ on }) => on.some(({ known }) => known !== true));
  const known = findings.length - fresh.length;
  const told = folded(fresh);
  const more = told.length - mostFindings;
  return [
    ...told.slice(0, mostFindings).flatMap((finding, i) => ['', ...linesOf(finding, i + 1, paint)]),
    ...(more <= 0 ? [] : ['', paint.dim(`and ${count(more, 'finding')} more; --format json has them all`)]),
    ...(known === 0 ? [] : ['', paint.dim(`${count(known, 'finding')} known to the baseline, not shown`)]),
  ];
}

function linesOf(
  { rule, status, says, places, reason, fix, through, on }: Folded,
  number: number,
  paint: Colors,
): string[] {
  const tones: Readonly<Record<Severity, (text: string) => string>> = {
    missing: paint.red,
    weak: paint.red,
    unproven: paint.yellow,
  };
  const head = `${number}. ${status.padEnd(8)} `;
  const [first = '', ...rest] = wrapped(`${rule}: ${says}`, widths.page - head.length);
  const row = (title: string, text: string): string[] =>
    wrapped(text, widths.page - indent).map(
      (line, i) => `   ${paint.dim((i === 0 ? title : '').padEnd(indent - 3))}${line}`,
    );
  return [
    `${number}. ${tones[status](status.padEnd(8))} ${paint.bold(first)}`,
    ...rest.map(line => `${' '.repeat(head.length)}${paint.bold(line)}`),
    ...whereLines(places).flatMap((line, i) => row(i === 0 ? 'where' : '', line)),
    ...row('why', reason),
    ...row('mend', fix),
    ...onText(on, through).flatMap((line, i) => row(i === 0 ? 'on' : '', line)),
  ];
}

const shownPlaces = 3;

/** The first place whole, then a line for each of some others. */
function whereLines([first, ...others]: readonly Location[]): readonly string[] {
  if (first === undefined) return [];
  const shown = others.slice(0, shownPlaces - 1);
  const more = others.length - shown.length;
  return [
    ...placeLines(first),
    ...shown.map(place => {
      const { type: _, property: __, ...bare } = place;
      const [resource = '', ...rest] = placeLines(bare);
      return [resource, rest.at(-1)].filter(Boolean).join('  ');
    }),
    ...(more <= 0 ? [] : [`and ${count(more, 'place')} more`]),
  ];
}

/** Stack, resource and property, then the lines to open. */
export function placeLines({ stack, logicalId, type, property, file, line, code }: Location): readonly string[] {
  const resource =
    logicalId === undefined ? [] : [`${stack ?? ''} / ${logicalId}${type === undefined ? '' : ` (${type})`}`];
  return [
    ...resource,
    ...(property === undefined ? [] : [property]),
    ...(code === undefined ? [] : [`${code.file}:${code.line}`]),
    ...(file === undefined ? [] : [line === undefined ? file : `${file}:${line}`]),
  ];
}

const shownRoutes = 4;

function onText(on: Finding['on'], through: Finding['through']): readonly string[] {
  const routes = on.flatMap(({ route }) => (route === '' ? [] : [route]));
  if (routes.length === 0) return [];
  const shown = routes.slice(0, shownRoutes).join(', ');
  const more = routes.length > shownRoutes ? ` and ${routes.length - shownRoutes} more` : '';
  const text = routes.length === 1 ? shown : `${count(routes.length, 'route')}: ${shown}${more}`;
  return [text, ...(through.length === 0 ? [] : [`through ${through.join(', ')}`])];
}
