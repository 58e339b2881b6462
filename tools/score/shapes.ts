import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { layersOf } from '../../lib/chain';
import type { Hop, Path } from '../prove/graph/types';
import { readable } from '../prove/marks';
import { prove, type Proof, type RouteResult } from '../prove/proof';
import { read } from '../prove/read';
import type { Rule, Status } from '../prove/rule';

/** Shapes of the field: the tables of their README.md, worked out by hand, and a proof written down in the same words. */

export interface Shape {
  readonly title: string;
  readonly paths: readonly string[];
  readonly profile: 'consumer' | 'managed' | 'partner';
  readonly parameters: Readonly<Record<string, string>>;
  readonly notModelled: readonly string[];
  /** `GET /orders` → what is expected of it. */
  readonly routes: Readonly<Record<string, Expected>>;
}

interface Expected {
  readonly verdict: string;
  /** Way in → `missing waf auth, weak gateway`; '' where every layer stands. */
  readonly ways: Readonly<Record<string, string>>;
}

/** The shapes of a folder: its templates, as the tables of its README.md name them. */
export function readShapes(folder: string): readonly Shape[] {
  const [, ...sections] = readFileSync(join(folder, 'README.md'), 'utf8').split(/^### /m);
  return sections.map(section => {
    const [title = ''] = section.split('\n');
    const line = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(section)?.[1] ?? '';
    return {
      title,
      paths: title
        .replace(/ \(.*/, '')
        .split(' ')
        .map(path => join(folder, path)),
      profile: (line('Profile') || 'consumer') as Shape['profile'],
      parameters: Object.fromEntries(
        line('Parameters')
          .split(' ')
          .filter(Boolean)
          .map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
      ),
      notModelled: line('Not modelled').split(', ').filter(Boolean),
      routes: routesIn(section),
    };
  });
}

function routesIn(section: string): Readonly<Record<string, Expected>> {
  const rows = section
    .split('\n')
    .filter(line => line.startsWith('|'))
    .slice(2)
    .map(line =>
      line
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim()),
    );
  const routes: Record<string, { verdict: string; ways: Record<string, string> }> = {};
  let current: { verdict: string; ways: Record<string, string> } = { verdict: '', ways: {} };
  for (const [route = '', way = '', missing = '', weak = '', unproven = '', verdict = '', why = ''] of rows) {
    if (route !== '') {
      if (verdict === '' || why === '') throw new Error(`${route}: a verdict and its reason are missing`);
      routes[route] = current = { verdict, ways: {} };
    }
    if (way !== '') current.ways[way] = cells({ missing, weak, unproven });
  }
  return routes;
}

const cells = (layers: Readonly<Record<string, string>>): string =>
  Object.entries(layers)
    .filter(([, names]) => names !== '')
    .map(([status, names]) => `${status} ${names.split(' ').sort().join(' ')}`)
    .join(', ');

/** The layers on the way in; `service` and `watch` have fixtures of their own. */
const wayIn = (profile: Shape['profile'], ingress: 'edge' | 'regional') =>
  layersOf(profile, ingress)
    .map(({ name }) => name)
    .filter(name => name !== 'service' && name !== 'watch');

/** What the proof says of a shape, in the words of its table. */
export function tried(
  { paths, profile, parameters }: Shape,
  rules: readonly Rule[],
): Pick<Shape, 'routes' | 'notModelled'> {
  const layers = { edge: wayIn(profile, 'edge'), regional: wayIn(profile, 'regional') };
  const proof = prove(read(paths, { parameters }), { profile, layers, waivers: [], external: [] }, rules);
  return { routes: found(proof), notModelled: proof.notModelled.map(({ where }) => where.resource.logicalId).sort() };
}

/** Shapes of which the proof says something else than the person who worked them out. */
export const misjudged = (shapes: readonly Shape[], rules: readonly Rule[]): readonly string[] =>
  shapes
    .filter(shape => {
      const { routes, notModelled } = tried(shape, rules);
      return !isDeepStrictEqual(routes, shape.routes) || !isDeepStrictEqual(notModelled, shape.notModelled);
    })
    .map(({ title }) => title);

const found = ({ routes }: Proof): Readonly<Record<string, Expected>> =>
  Object.fromEntries(routes.map(result => [result.route.key, { verdict: result.verdict, ways: waysOf(result) }]));

const waysOf = ({ route, api, paths }: RouteResult): Readonly<Record<string, string>> =>
  Object.fromEntries(
    paths.map(({ path, layers, closed }) => {
      const of = (status: Status): string =>
        layers
          .filter(layer => layer.status === status)
          .map(({ layer }) => layer)
          .join(' ');
      const side = path.api.name === api && path.route.key === route.key ? '' : `${path.api.name}: `;
      const shut = closed?.status === 'stands' ? ' (closed)' : '';
      return [
        `${side}${wayOf(path)}${shut}`,
        cells({ missing: of('missing'), weak: of('weak'), unproven: of('unproven') }),
      ];
    }),
  );

const wayOf = (path: Path): string => path.hops.map(hop => hopName(hop, path)).join(' > ');

function hopName(hop: Hop, { stage }: Path): string {
  switch (hop.kind) {
    case 'cloudfront': {
      const pattern = hop.behaviour['PathPattern'];
      return `${hop.where.resource.logicalId}${typeof pattern === 'string' ? `(${pattern})` : ''}`;
    }
    case 'domain':
      return readable(hop.basePath === '' ? hop.name : `${hop.name}/${hop.basePath}`);
    case 'default-endpoint':
      return `execute-api/${stage?.name ?? '?'}`;
    case 'function-url':
    case 'load-balancer':
      return hop.where.resource.logicalId;
  }
}
