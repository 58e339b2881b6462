import * as fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import type { Json } from '../openapi/operation';
import { anyCharacter } from './character';

/** Values for a schema of the document: such as it takes, such as the world knows, and such as nobody should send. */

/** What the world has, by the name of a field: guessing an id would find nothing. */
export type KnownValues = Readonly<Record<string, readonly (string | number)[]>>;

/** Mostly what the schema takes. */
export const valueOf = (name: string, schema: Json, known: KnownValues): Arbitrary<unknown> =>
  fc.oneof(
    { weight: 5, arbitrary: known[name] === undefined ? taken(name, schema, known) : fc.constantFrom(...known[name]) },
    { weight: 3, arbitrary: taken(name, schema, known) },
    { weight: 2, arbitrary: hostile },
  );

/** What the schema takes and, where the world knows some, what is there. */
export const honest = (name: string, schema: Json, known: KnownValues): Arbitrary<unknown> =>
  known[name] === undefined ? taken(name, schema, known, honest) : fc.constantFrom(...known[name]);

/** What the schema takes, with its parts made as `part` makes them. */
export function taken(name: string, schema: Json, known: KnownValues, part = valueOf): Arbitrary<unknown> {
  switch (schema['type']) {
    case 'string':
      return typeof schema['pattern'] === 'string'
        ? fc.stringMatching(new RegExp(schema['pattern']))
        : fc.string({ maxLength: Number(schema['maxLength'] ?? 40) });
    case 'integer':
      return fc.integer({
        min: Number(schema['minimum'] ?? 0),
        max: Math.min(Number(schema['maximum'] ?? 9), 2 ** 31 - 1),
      });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(part(name, schema['items'] as Json, known), { maxLength: 3 });
    case 'object':
      return fc.record(
        Object.fromEntries(
          Object.entries(schema['properties'] as Record<string, Json>).map(([key, of]) => [key, part(key, of, known)]),
        ),
      );
    default:
      throw new Error(`fuzz: ${name}: cannot make ${JSON.stringify(schema)}`);
  }
}

/** Text that has broken something somewhere. */
export const hostileText: Arbitrary<string> = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 60 }),
  fc.constantFrom(
    '',
    ' ',
    '__proto__',
    'constructor',
    '..',
    '%00',
    '\u0000',
    '\u202e',
    'e\u0301',
    '٣',
    '1e3',
    '-1',
    'NaN',
  ),
  fc.constantFrom("' OR 1=1 --", '${jndi:ldap://x}', '<script>', '{"$ne":null}', 'A'.repeat(129), 'A'.repeat(9_000)),
);

const hostile: Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(null, true, 0, -1, 0.5, 1e21, Number.MAX_SAFE_INTEGER + 1, [], {}, [[]], '100', {
    $ref: 'x',
  }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Another object: a field more, a field less, or a field twice the size. */
export const bent = (value: Arbitrary<unknown>): Arbitrary<unknown> =>
  fc
    .tuple(
      value,
      fc.constantFrom('owner', 'balanceMinor', 'transferId', '__proto__', 'constructor', ''),
      hostile,
      fc.nat(5),
    )
    .map(([object, name, extra, drop]) => {
      const fields = Object.entries(object as Json).filter((_field, at) => at !== drop);
      return Object.fromEntries(drop === 5 ? [...fields, [name, extra]] : fields);
    });
