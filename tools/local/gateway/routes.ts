/** API Gateway's choice of a route: "Create routes for HTTP APIs", section on how requests are routed. */

interface Matched<R> {
  readonly route: R;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** By method and the decoded segments of the path. */
export type FindRoute<R> = (method: string, segments: readonly string[]) => Matched<R> | undefined;

interface Compiled<R> {
  readonly route: R;
  readonly method: string;
  readonly segments: readonly Segment[];
}

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter' | 'greedy'; readonly name: string };

/**
 * Full matches come before greedy ones and those before `$default`. Within each, a literal segment comes before a
 * parameter, from left to right, and a named method before ANY. Of two greedy ones the longer comes first.
 */
export function createRouter<R extends { readonly key: string }>(routes: readonly R[]): FindRoute<R> {
  const catchAll = routes.find(({ key }) => key === '$default');
  const compiled = routes.filter(({ key }) => key !== '$default').map(compile);
  compiled.sort(bySpecificity);
  return (method, parts) => {
    for (const candidate of compiled) {
      if (candidate.method !== 'ANY' && candidate.method !== method) continue;
      const pathParameters = match(candidate.segments, parts);
      if (pathParameters !== undefined) return { route: candidate.route, pathParameters };
    }
    return catchAll && { route: catchAll, pathParameters: {} };
  };
}

function compile<R extends { readonly key: string }>(route: R): Compiled<R> {
  const [method = '', path = ''] = route.key.split(' ');
  const segments = path
    .slice(1)
    .split('/')
    .map((text): Segment => {
      const [, name, greedy] = /^\{([^}+]+)(\+?)\}$/.exec(text) ?? [];
      if (name === undefined) return { kind: 'literal', text };
      return { kind: greedy === '+' ? 'greedy' : 'parameter', name };
    });
  return { route, method, segments };
}

/** The parameters of a path, or undefined where it does not match. */
function match(segments: readonly Segment[], parts: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [at, segment] of segments.entries()) {
    const part = parts[at];
    if (part === undefined) return undefined;
    if (segment.kind === 'literal') {
      if (part !== segment.text) return undefined;
      continue;
    }
    const value = segment.kind === 'greedy' ? parts.slice(at).join('/') : part;
    if (value === '') return undefined;
    parameters[segment.name] = value;
    if (segment.kind === 'greedy') return parameters;
  }
  return parts.length === segments.length ? parameters : undefined;
}

const rank = { literal: 0, parameter: 1, greedy: 2 } as const;

function bySpecificity(one: Compiled<unknown>, other: Compiled<unknown>): number {
  const greedy = Number(isGreedy(one)) - Number(isGreedy(other));
  if (greedy !== 0) return greedy;
  if (one.segments.length !== other.segments.length) return other.segments.length - one.segments.length;
  for (const [at, { kind }] of one.segments.entries()) {
    const difference = rank[kind] - rank[other.segments[at]?.kind ?? kind];
    if (difference !== 0) return difference;
  }
  return Number(one.method === 'ANY') - Number(other.method === 'ANY');
}

const isGreedy = ({ segments }: Compiled<unknown>): boolean => segments.at(-1)?.kind === 'greedy';
