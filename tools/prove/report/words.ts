import { layers, type LayerName } from '../../../lib/chain';
import type { Hop } from '../graph/types';
import { readable } from '../marks';
import type { Cell, Severity } from './types';

/** The words and signs that people see. */

/** Text from a template may hold anything: control characters would steer the terminal it is shown on. */
export const clean = (text: string): string =>
  // Cc: control characters; Zl, Zp: separators of lines; Cf: among others, what turns the direction of writing.
  readable(text).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');

export const layerOrder: readonly LayerName[] = layers.map(({ name }) => name);

/** Worst first. */
export const severities: readonly Severity[] = ['missing', 'weak', 'unproven'];

/** Worst first: which cell of many stands for a route. */
export const cellOrder: readonly Cell[] = [
  'missing',
  'weak',
  'unproven',
  'waived',
  'external',
  'public',
  'decided',
  'stands',
];

export const worstCell = (cells: readonly Cell[]): Cell | undefined => cellOrder.find(cell => cells.includes(cell));

/** The way in, from the internet to the API. */
export const throughOf = (hops: readonly Hop[]): string => hops.map(hopName).join(' → ');

function hopName(hop: Hop): string {
  const { logicalId } = hop.where.resource;
  switch (hop.kind) {
    case 'cloudfront':
      return `CloudFront ${logicalId}`;
    case 'domain':
      return clean(hop.name);
    case 'default-endpoint':
      return 'default endpoint';
    case 'function-url':
      return `function URL ${logicalId}`;
    case 'load-balancer':
      return `load balancer ${logicalId}`;
  }
}

export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
