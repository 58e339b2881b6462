import colors from 'picocolors';
import type { LayerName } from '../../../lib/chain';
import { findingLines } from './finding-lines';
import { folded } from './fold';
import { diffLines } from './diff-lines';
import type { Cell, Cells, Outcome, PathReport, Report, RouteReport, RouteVerdict } from './types';
import { count } from './words';
import { widths, wrapped } from './wrap';

export type Colors = ReturnType<typeof colors.createColors>;

/** The report for a terminal of 100 columns: routes × layers, then what is wrong. Readable without colour. */
export function table(report: Report, { color }: { readonly color: boolean }): string {
  const paint = colors.createColors(color);
  const lines = [
    ...gridLines(report, paint),
    ...asideLines(report, paint),
    ...(report.diff === undefined ? [] : diffLines(report.diff, paint)),
    ...findingLines(report, paint),
    '',
    sumLine(report, paint),
  ];
  return `${lines.join('\n')}\n`;
}

const signs: Readonly<Record<Cell, { readonly sign: string; readonly means: string }>> = {
  stands: { sign: '✓', means: 'stands' },
  weak: { sign: '~', means: 'weak' },
  missing: { sign: '✗', means: 'missing' },
  unproven: { sign: '?', means: 'unproven' },
  waived: { sign: 'w', means: 'waived' },
  external: { sign: 'e', means: 'provided by others' },
  public: { sign: 'p', means: 'public by decision' },
  decided: { sign: 'd', means: 'without, by decision' },
};
const notAsked = '·';

const tone = (paint: Colors, kind: Cell | RouteVerdict): ((text: string) => string) =>
  kind === 'missing' || kind === 'weak' || kind === 'gap'
    ? paint.red
    : kind === 'unproven'
      ? paint.yellow
      : kind === 'stands' || kind === 'complete'
        ? paint.green
        : paint.cyan;

interface Row {
  readonly title: string;
  readonly indent: number;
  readonly cells: Cells;
  readonly verdict?: RouteVerdict;
}

function gridLines(report: Report, paint: Colors): readonly string[] {
  const { routes, layers } = report;
  if (routes.length === 0) return [];
  // Two lines of head: `origin` over `mtls`.
  const heads = layers.map(layer => layer.split('-'));
  const columns = heads.map(words => Math.max(...words.map(word => word.length)));
  const verdictWidth = 'unproven'.length;
  const room = widths.page - columns.reduce((sum, width) => sum + width + 2, 0) - verdictWidth - 2;
  const line = (title: string, rest: readonly string[], verdict: string): string =>
    [title.padEnd(room), ...rest, verdict].join('  ').trimEnd();
  const head = (heads.some(({ length }) => length > 1) ? [0, 1] : [1]).map(row =>
    paint.dim(
      line(
        row === 1 ? 'route' : '',
        heads.map((words, i) => (words[words.length - 2 + row] ?? '').padEnd(columns[i] ?? 0)),
        row === 1 ? 'verdict' : '',
      ),
    ),
  );
  const draw = ({ title, indent, cells, verdict }: Row): readonly string[] => {
    const titles = wrapped(title, room - indent);
    return titles.map((text, i) => {
      const own = `${' '.repeat(indent)}${text}`;
      if (i < titles.length - 1) return own;
      const drawn = layers.map((layer, column) => cellText(cells[layer], columns[column] ?? 0, paint));
      return line(own, drawn, verdict === undefined ? '' : tone(paint, verdict)(verdict));
    });
  };
  return [...head, ...bodyOf(routes, draw, paint), '', paint.dim(legendOf(report))];
}

function cellText(cell: Cell | undefined, width: number, paint: Colors): string {
  const sign = cell === undefined ? notAsked : signs[cell].sign;
  return (cell === undefined ? paint.dim : tone(paint, cell))(sign) + ' '.repeat(Math.max(0, width - 1));
}

/** Routes under the name of their API; a route that is not complete shows each way to it. */
function bodyOf(
  routes: readonly RouteReport[],
  draw: (row: Row) => readonly string[],
  paint: Colors,
): readonly string[] {
  let api: string | undefined;
  return routes.flatMap(({ api: own, route, verdict, cells, paths }) => {
    const open = paths.filter(({ closed }) => closed === undefined);
    const title = own === api ? [] : [paint.bold(own)];
    api = own;
    const ways =
      verdict === 'complete' || open.length < 2
        ? []
        : open.flatMap(path => draw({ title: `via ${path.through}`, indent: 4, cells: path.cells }));
    return [...title, ...draw({ title: route, indent: 2, cells, verdict }), ...ways];
  });
}

function legendOf({ routes }: Report): string {
  const cells = routes.flatMap(route => [route.cells, ...route.paths.map(path => path.cells)]);
  const used = new Set(cells.flatMap(row => Object.values(row)));
  const shown = (Object.keys(signs) as Cell[])
    .filter(cell => used.has(cell))
    .map(cell => `${signs[cell].sign} ${signs[cell].means}`);
  const asked = (row: Cells, layer: LayerName): boolean => row[layer] !== undefined;
  const layers = new Set(cells.flatMap(row => Object.keys(row) as LayerName[]));
  const some = routes.some(({ cells: row }) => [...layers].some(layer => !asked(row, layer)));
  return [...shown, ...(some ? [`${notAsked} not asked for`] : [])].join('   ');
}

/** What the grid does not show: doors that are closed, routes public by decision, entry points not followed, waivers. */
function asideLines({ routes, notModelled, waived }: Report, paint: Colors): readonly string[] {
  const closed = grouped(
    routes.flatMap(({ paths }) => paths),
    ({ through, closed }: PathReport) => (closed === undefined ? undefined : `closed   ${through}: ${closed}`),
  );
  const open = grouped(
    routes.filter(({ verdict }) => verdict === 'public'),
    ({ route, reason }) => `public   ${route}: ${reason ?? ''}`,
  );
  const bare = grouped(routes, ({ route, noCertificate }) =>
    noCertificate === undefined ? undefined : `decided  ${route}, no client certificate: ${noCertificate}`,
  );
  const reachable = notModelled.map(({ what, at, reached }) =>
    reached
      ? `unproven ${what} ${at.logicalId ?? ''}: not followed`
      : `private  ${at.logicalId ?? ''}: not reached from the internet`,
  );
  const waivers = folded(waived).map(
    ({ rule, on, waiver }) =>
      `waived   ${rule} on ${count(on.length, 'route')}: ${waiver?.reason ?? ''} (${waiver?.id ?? ''}, until ${waiver?.expires ?? ''})`,
  );
  const lines = [...closed, ...open, ...bare, ...reachable, ...waivers].flatMap(text => wrapped(text, widths.page, 9));
  return lines.length === 0 ? [] : ['', ...lines.map(paint.dim)];
}

function grouped<T>(items: readonly T[], textOf: (item: T) => string | undefined): readonly string[] {
  return [...new Set(items.flatMap(item => textOf(item) ?? []))];
}

function sumLine({ verdict, summary, findings, baseline }: Report, paint: Colors): string {
  const said: Readonly<Record<Outcome, string>> = {
    complete: paint.green(paint.bold('complete')),
    gap: paint.red(paint.bold('gap')),
    unproven: paint.yellow(paint.bold('unproven')),
  };
  const parts = (['complete', 'public', 'gap', 'unproven'] as const)
    .filter(kind => summary[kind] > 0)
    .map(kind => `${summary[kind]} ${kind}`);
  const known = baseline === undefined ? [] : [`${baseline.known} known to the baseline`];
  const mended =
    baseline === undefined || baseline.mended === 0 ? [] : [`${baseline.mended} of the baseline mended: write it anew`];
  return [
    `${said[verdict]}: ${count(summary.routes, 'route')}${parts.length < 2 ? '' : ` (${parts.join(', ')})`}`,
    ...(findings.length === 0 ? [] : [count(folded(findings).length, 'finding')]),
    ...known,
    ...mended,
  ].join(', ');
}
