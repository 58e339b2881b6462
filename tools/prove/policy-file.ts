import * as z from 'zod';
import { layers, type LayerName } from '../../lib/chain';
import { parseJson, parseYaml, slurp } from './read/template';
import { UnreadableError } from './read/error';
import type { Policy } from './policy';
import { lineOf } from './lines';
import type { Source } from './model';

/** Reads a policy file, JSON or YAML. Throws {@link UnreadableError}: one line with file, line, field, what it got and takes. */
export function readPolicy(file: string): Policy {
  const text = slurp(file);
  const format = /^\s*\{/.test(text) ? 'json' : 'yaml';
  const source: Source = { file, text, format };
  const value = format === 'json' ? parseJson(file, text) : parseYaml(file, text);
  const result = schema.safeParse(value, { error: takes });
  if (!result.success) throw new UnreadableError(complaint(source, value, result.error.issues));
  const ids = result.data.waivers.map(({ id }) => id);
  const twice = ids.findIndex((id, i) => ids.indexOf(id) !== i);
  if (twice !== -1) throw new UnreadableError(at(source, ['waivers', twice, 'id'], 'is the id of a waiver before it'));
  return { ...result.data, source };
}

const provable = layers.filter(layer => !('inApp' in layer)).map(({ name }) => name) as [LayerName, ...LayerName[]];
const layer = z.enum(provable);
const words = z.string().trim().min(1);

const schema = z.strictObject({
  profile: z.enum(['consumer', 'managed', 'partner']).default('consumer'),
  layers: z.strictObject({ edge: z.array(layer).min(1), regional: z.array(layer).min(1) }).optional(),
  waivers: z
    .array(
      z.strictObject({
        id: words,
        rule: z.string().regex(/^[a-z-]+\/[a-z-]+$/, 'takes the id of a rule such as waf/attached'),
        route: words.optional(),
        reason: words,
        expires: z.iso.date('takes a date such as 2027-01-31'),
      }),
    )
    .default([]),
  external: z.array(z.strictObject({ layer, reason: words })).default([]),
});

type Issue = z.core.$ZodIssue;

/** What a field takes, in words; undefined leaves zod its own. */
function takes(issue: Parameters<z.core.$ZodErrorMap>[0]): string | undefined {
  if (issue.code === 'invalid_value') return `takes one of: ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'invalid_type')
    return issue.input === undefined ? `is required, takes ${kind(issue.expected)}` : `takes ${kind(issue.expected)}`;
  if (issue.code === 'too_small') return issue.origin === 'string' ? 'takes words' : 'takes one layer at least';
  return undefined;
}

const kind = (expected: string): string =>
  ({ string: 'words', array: 'a list', object: 'fields', record: 'fields' })[expected] ?? expected;

function complaint(source: Source, value: unknown, [issue]: readonly Issue[]): string {
  if (issue === undefined) return `${source.file}: not a policy`;
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    return at(source, [...issue.path, key], 'is no field of a policy; check its spelling');
  }
  const got = issue.path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : inner,
    value,
  );
  const shown = got === undefined ? '' : `got ${JSON.stringify(got).slice(0, 60)}, `;
  return at(source, issue.path, `${shown}${issue.message}`);
}

function at(source: Source, path: readonly PropertyKey[], what: string): string {
  const field = path.map(String).join('.');
  const line = lineOf(source, path.map(String));
  return `${source.file}${line === undefined ? '' : `:${line}`}: ${field === '' ? 'policy' : field}: ${what}`;
}
