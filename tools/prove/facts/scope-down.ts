import type { Json } from '../json';
import { at, objects, text } from '../graph/lookups';
import { unknownIn } from '../marks';
import { isObject } from '../model';
import type { RequestShape } from './request';

/**
 * Whether a WAF statement matches the requests of a route, sent by somebody who would rather it did not: `sometimes` hangs
 * on what the caller chooses (a header, a country), `unknown` on what cannot be told from here.
 */
export type Cover = 'always' | 'never' | 'sometimes' | 'unknown';

/** No statement matches everything. */
export function covers(statement: Json | undefined, request: RequestShape): Cover {
  if (statement === undefined) return 'always';
  if (!isObject(statement) || unknownIn(statement) !== undefined) return 'unknown';
  const [name = '', inner] = Object.entries(statement)[0] ?? [];
  switch (name) {
    case 'AndStatement':
      return all(parts(inner, request));
    case 'OrStatement':
      return negated(all(parts(inner, request).map(negated)));
    case 'NotStatement':
      return negated(covers(at(inner, 'Statement'), request));
    // Lists of known addresses; an attacker comes from another.
    case 'IPSetReferenceStatement':
      return 'never';
    case 'ByteMatchStatement':
      return ofBytes(inner, request);
    case 'RegexMatchStatement':
    case 'RegexPatternSetReferenceStatement':
    case 'LabelMatchStatement':
      return 'unknown';
    default:
      return 'sometimes';
  }
}

const parts = (inner: Json | undefined, request: RequestShape): readonly Cover[] =>
  objects(at(inner, 'Statements')).map(part => covers(part, request));

const negated = (cover: Cover): Cover => (cover === 'always' ? 'never' : cover === 'never' ? 'always' : cover);

function all(covered: readonly Cover[]): Cover {
  for (const cover of ['never', 'unknown', 'sometimes'] as const) if (covered.includes(cover)) return cover;
  return 'always';
}

function ofBytes(match: Json | undefined, { method, path }: RequestShape): Cover {
  const encoded = text(at(match, 'SearchStringBase64'));
  const wanted =
    encoded === undefined ? text(at(match, 'SearchString')) : Buffer.from(encoded, 'base64').toString('utf8');
  if (wanted === undefined) return 'unknown';
  const field = at(match, 'FieldToMatch');
  const constraint = text(at(match, 'PositionalConstraint')) ?? 'EXACTLY';
  if (isObject(field) && 'Method' in field) {
    if (method === 'ANY') return 'sometimes';
    return fits(constraint, wanted.toUpperCase(), { fixed: method, open: false });
  }
  if (!isObject(field) || !('UriPath' in field)) return 'sometimes';
  const brace = path.indexOf('{');
  const lower = lowers(match) ? path.toLowerCase() : path;
  return fits(constraint, wanted, { fixed: brace === -1 ? lower : lower.slice(0, brace), open: brace !== -1 });
}

const lowers = (match: Json | undefined): boolean =>
  objects(at(match, 'TextTransformations')).some(({ Type }) => Type === 'LOWERCASE');

/** `open`: the text goes on after its fixed beginning with whatever the caller writes. */
function fits(constraint: string, wanted: string, { fixed, open }: { fixed: string; open: boolean }): Cover {
  switch (constraint) {
    case 'STARTS_WITH':
      if (fixed.startsWith(wanted)) return 'always';
      return open && wanted.startsWith(fixed) ? 'sometimes' : 'never';
    case 'EXACTLY':
      if (!open) return fixed === wanted ? 'always' : 'never';
      return wanted.startsWith(fixed) ? 'sometimes' : 'never';
    case 'ENDS_WITH':
      if (!open) return fixed.endsWith(wanted) ? 'always' : 'never';
      return 'sometimes';
    default:
      if (fixed.includes(wanted)) return 'always';
      return open ? 'sometimes' : 'never';
  }
}
