import { text } from '../graph/lookups';
import type { Hop, Path } from '../graph/types';

/** The request of a path as the web ACL before it sees it. */
export interface RequestShape {
  readonly method: string;
  /** With parameters in braces: `/v1/accounts/{accountId}`. */
  readonly path: string;
}

export function requestOf(path: Path): RequestShape {
  const { route, hops } = path;
  const own = route.path === '$default' ? '/{proxy+}' : route.path;
  const behind = prefixOf(hops.at(-1), path) + own;
  const [front] = hops;
  // CloudFront puts the origin's path before what the viewer asked for.
  const originPath = front?.kind === 'cloudfront' ? (text(front.origin['OriginPath']) ?? '') : '';
  const seen = originPath !== '' && behind.startsWith(originPath) ? behind.slice(originPath.length) : behind;
  return { method: route.method, path: seen };
}

function prefixOf(hop: Hop | undefined, { api, stage }: Path): string {
  if (hop?.kind === 'domain') return hop.basePath === '' ? '' : `/${hop.basePath}`;
  const named = hop?.kind === 'default-endpoint' && stage !== undefined && stage.name !== '$default';
  return named && (api.kind === 'rest' || api.kind === 'http') ? `/${stage.name}` : '';
}
