import * as z from 'zod';
import { LocalError } from '../types';
import { check } from '../check';
import type { Context } from './context';
import { jsonTexts } from './json';
import { cookies, header, queryArguments, type WafRequest } from './request';
import { compileTransformations } from './transformations';

/** The texts of a request component; a boolean where its handling of oversize or invalid content decides by itself. */
type Read = (request: WafRequest) => readonly string[] | boolean;

const empty = z.strictObject({});
const named = z.strictObject({ Name: z.string().transform(name => name.toLowerCase()) });
const oversizeHandling = z.enum(['CONTINUE', 'MATCH', 'NO_MATCH']);
const scope = z.enum(['ALL', 'KEY', 'VALUE']);
const names = z.array(z.string().transform(name => name.toLowerCase())).min(1);

const body = z.strictObject({ OversizeHandling: oversizeHandling.default('CONTINUE') });
const jsonBody = z.strictObject({
  MatchPattern: z.union([
    z.strictObject({ All: empty }),
    z.strictObject({ IncludedPaths: z.array(z.string()).min(1) }),
  ]),
  MatchScope: scope,
  // Without a fallback WAF inspects as much of a broken document as it could parse, which it does not specify.
  InvalidFallbackBehavior: z.enum(['EVALUATE_AS_STRING', 'MATCH', 'NO_MATCH']),
  OversizeHandling: oversizeHandling.default('CONTINUE'),
});
const pairs = (included: string, excluded: string) =>
  z.strictObject({
    MatchPattern: z.union([
      z.strictObject({ All: empty }),
      z.strictObject({ [included]: names }),
      z.strictObject({ [excluded]: names }),
    ]),
    MatchScope: scope,
    OversizeHandling: oversizeHandling,
  });

const some = (value: string | undefined): readonly string[] => (value === undefined || value === '' ? [] : [value]);

/** The components a statement may inspect (FieldToMatch), each with the reader that its settings compile to. */
const components: Readonly<Record<string, (settings: unknown, context: Context) => Read>> = {
  SingleHeader(settings, { where }) {
    const { Name } = check(where, named, settings);
    return request => {
      const value = header(request.headers, Name);
      return value === undefined ? [] : [value];
    };
  },
  Headers: (settings, { where }) =>
    pairReader(check(where, pairs('IncludedHeaders', 'ExcludedHeaders'), settings), request => request.headers),
  Cookies: (settings, { where }) =>
    pairReader(check(where, pairs('IncludedCookies', 'ExcludedCookies'), settings), request =>
      cookies(request.headers),
    ),
  UriPath(settings, { where }) {
    check(where, empty, settings);
    return request => [request.path];
  },
  QueryString(settings, { where }) {
    check(where, empty, settings);
    return request => some(request.query);
  },
  SingleQueryArgument(settings, { where }) {
    const { Name } = check(where, named, settings);
    return request =>
      queryArguments(request.query).flatMap(([name, value]) => (name.toLowerCase() === Name ? [value] : []));
  },
  AllQueryArguments(settings, { where }) {
    check(where, empty, settings);
    return request => queryArguments(request.query).map(([, value]) => value);
  },
  Method(settings, { where }) {
    check(where, empty, settings);
    return request => [request.method];
  },
  Body(settings, { where, wantsBody }) {
    const { OversizeHandling } = check(where, body, settings);
    wantsBody();
    return request => oversize(request.bodyTruncated, OversizeHandling) ?? some(request.body);
  },
  JsonBody(settings, { where, wantsBody }) {
    const { MatchPattern, MatchScope, InvalidFallbackBehavior, OversizeHandling } = check(where, jsonBody, settings);
    const pointers = 'All' in MatchPattern ? undefined : MatchPattern.IncludedPaths;
    wantsBody();
    return request => {
      const decided = oversize(request.bodyTruncated, OversizeHandling);
      if (decided !== undefined || request.body === '') return decided ?? [];
      const texts = jsonTexts(request.body, MatchScope, pointers);
      if (texts !== undefined) return texts;
      return InvalidFallbackBehavior === 'EVALUATE_AS_STRING' ? [request.body] : InvalidFallbackBehavior === 'MATCH';
    };
  },
};

function oversize(exceeded: boolean, handling: z.output<typeof oversizeHandling>): boolean | undefined {
  return exceeded && handling !== 'CONTINUE' ? handling === 'MATCH' : undefined;
}

// WAF is shown the first 8 KB, and the first 200, of the headers and of the cookies.
const pairLimits = { bytes: 8192, count: 200 };

/** Reads headers or cookies; both are lists of pairs that WAF cuts off at the same limits. */
function pairReader(
  { MatchPattern, MatchScope, OversizeHandling }: z.output<ReturnType<typeof pairs>>,
  source: (request: WafRequest) => readonly (readonly [string, string])[],
): Read {
  const [[kind, list] = ['All', {}]] = Object.entries(MatchPattern);
  const chosen = new Set(Array.isArray(list) ? (list as string[]) : []);
  const wanted = (name: string): boolean =>
    kind === 'All' || chosen.has(name.toLowerCase()) === kind.startsWith('Included');
  return request => {
    const shown: string[] = [];
    let bytes = 0;
    let count = 0;
    for (const [name, value] of source(request)) {
      bytes += name.length + value.length;
      count += 1;
      if (bytes > pairLimits.bytes || count > pairLimits.count) return oversize(true, OversizeHandling) ?? shown;
      if (!wanted(name)) continue;
      if (MatchScope !== 'VALUE') shown.push(name);
      if (MatchScope !== 'KEY') shown.push(value);
    }
    return shown;
  };
}

const transformation = z.strictObject({ Priority: z.int().min(0), Type: z.string() });
export const transformations = z.array(transformation).min(1);

/** The two properties of every statement that inspects a component. */
export const inspecting = { FieldToMatch: z.record(z.string(), z.unknown()), TextTransformations: transformations };

/** Compiles where a statement looks, and how the text is rewritten first, into one question: does any text pass the test? */
export function compileInspection(
  {
    FieldToMatch,
    TextTransformations,
  }: { FieldToMatch: Record<string, unknown>; TextTransformations: z.output<typeof transformations> },
  context: Context,
): (request: WafRequest, test: (text: string) => boolean) => boolean {
  const [[component, settings] = ['nothing', {}], ...others] = Object.entries(FieldToMatch);
  const compile = components[component];
  if (compile === undefined || others.length > 0)
    throw new LocalError(
      `${context.where}: FieldToMatch: got ${Object.keys(FieldToMatch).join(', ') || 'nothing'}, takes one of: ${Object.keys(components).join(', ')}`,
    );
  const read = compile(settings, context);
  const transform = compileTransformations(TextTransformations, context.where);
  return (request, test) => {
    const texts = read(request);
    return typeof texts === 'boolean' ? texts : texts.some(text => test(transform(text)));
  };
}
