import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { inputInvalid, notFound, unavailable } from '../../../lambda/guard/problem';
import { isPublic } from '../../../lambda/guard/routes';
import { loadConfig } from '../../../lib/config';
import { routesOf, routeTable } from '../../../lib/routes';
import { contractOf } from '../../../tools/openapi/contracts';
import { document, problem } from '../../../tools/openapi/document';
import { documents } from '../../../tools/openapi/documents';
import { elsewhere, guardRefusals } from '../../../tools/openapi/problems';
import type { Responses } from '../../../tools/openapi/answers';
import { validatorOf } from '../../../tools/openapi/validate';

const root = join(__dirname, '..', '..', '..');
type Node = Readonly<Record<string, unknown>>;
const written = (file: string) => JSON.parse(readFileSync(join(root, 'docs', file), 'utf8')) as Node;

describe.each(Object.entries(documents))('docs/%s', (file, env) => {
  const config = loadConfig(env);
  const doc = written(file);
  const operations = Object.entries(doc['paths'] as Record<string, Record<string, Node>>).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ key: `${method.toUpperCase()} ${path}`, operation })),
  );

  test('says what the schemas say (npm run docs writes it)', () =>
    expect(doc).toEqual(JSON.parse(JSON.stringify(document(config)))));

  test('has every route and no other', () =>
    expect(operations.map(({ key }) => key).sort()).toEqual(
      routesOf(config)
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    ));

  test('names for every route what its token must carry, or that it takes none', () => {
    for (const row of routesOf(config)) {
      const found = operations.find(({ key }) => key === `${row.method} ${row.path}`)?.operation;
      const scopes = ((found?.['security'] ?? []) as { tokens: string[] }[]).flatMap(({ tokens }) => tokens);
      expect([row.action, scopes]).toEqual([row.action, isPublic(row) ? [] : [`wallet/${row.scope}`]]);
      expect(found?.['operationId']).toBe(row.action);
    }
  });

  test('every schema compiles, and takes its example', () => {
    let taken = 0;
    for (const media of mediaOf(operations)) {
      const validate = validatorOf(doc, media.schema);
      if (media.example === undefined) continue;
      expect([media.example, validate(media.example), validate.errors]).toEqual([media.example, true, null]);
      taken += 1;
    }
    expect(taken).toBeGreaterThan(operations.length * 3);
  });
});

interface Media {
  readonly schema: Node;
  readonly example?: unknown;
}

/** Everything in a document that has a schema and may have an example. */
function mediaOf(operations: readonly { readonly operation: Node }[]): Media[] {
  const found: Media[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('schema' in node) return void found.push(node as Media);
    Object.values(node).forEach(walk);
  };
  operations.forEach(({ operation }) => walk(operation));
  return found;
}

describe('every contract', () => {
  test.each(routeTable.map(row => [row.action, row] as const))(
    '%s: its example is taken and answered',
    (_name, row) => {
      const { input, answer, example } = contractOf(row);
      const parts = { path: {}, query: {}, headers: {}, body: undefined, ...example.input };
      expect(input.safeParse(parts).error).toBeUndefined();
      expect(answer.body.parse(example.answer)).toEqual(example.answer);
    },
  );

  test.each(routeTable.map(row => [row.action, row] as const))('%s: takes nothing without a bound', (_name, row) => {
    const schema = z.toJSONSchema(contractOf(row).input, { io: 'input', unrepresentable: 'any' });
    expect(unbounded(schema as Node, row.action)).toEqual([]);
  });

  test('what is not bounded is seen', () => {
    const loose = z.strictObject({
      text: z.string(),
      any: z.string().regex(/^a+$/),
      middle: z.string().regex(/[a-z]{1,4}/),
      count: z.number(),
      list: z.array(z.literal('a')),
      fine: z.string().max(4),
    });
    expect(unbounded(z.toJSONSchema(loose) as Node, 'it')).toEqual([
      'it.text',
      'it.any',
      'it.middle',
      'it.count',
      'it.list',
    ]);
  });

  test.each(routeTable.map(row => [row.action, row] as const))(
    '%s: ids are of ASCII, so no two spellings are one',
    (_name, row) => {
      const schema = JSON.stringify(z.toJSONSchema(contractOf(row).input, { io: 'input', unrepresentable: 'any' }));
      const patterns = [...schema.matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(
        ([, text = '']) => new RegExp(JSON.parse(text) as string),
      );
      for (const pattern of patterns)
        for (const odd of ['é', 'e\u0301', 'Å', '\u212b', '\u200b', '\u202e']) expect(pattern.test(odd)).toBe(false);
    },
  );
});

/** Texts, numbers and lists that may be as large as somebody likes. */
function unbounded(node: Node, at: string): string[] {
  if ('anyOf' in node) return (node['anyOf'] as Node[]).flatMap(one => unbounded(one, at));
  switch (node['type']) {
    case 'object':
      return Object.entries((node['properties'] ?? {}) as Record<string, Node>).flatMap(([name, one]) =>
        unbounded(one, `${at}.${name}`),
      );
    case 'array':
      return [...('maxItems' in node ? [] : [at]), ...unbounded((node['items'] ?? {}) as Node, `${at}[]`)];
    case 'string':
      return 'maxLength' in node || 'enum' in node || 'const' in node || isBounded(node['pattern']) ? [] : [at];
    case 'number':
    case 'integer':
      return 'maximum' in node && 'minimum' in node ? [] : [at];
    default:
      return [];
  }
}

/** Held at both ends, and nothing in it repeats without an end. */
const isBounded = (pattern: unknown): boolean =>
  typeof pattern === 'string' &&
  /^\^.*\$$/.test(pattern) &&
  !/(?<!\\)[+*]|\{\d+,\}/.test(pattern.replaceAll(/\[(?:[^\]\\]|\\.)*\]/g, '.'));

describe('problems', () => {
  test('of the guard are all in the document, with what they are said of', () => {
    const folder = join(root, 'lambda', 'guard');
    const sources = (readdirSync(folder, { recursive: true }) as string[]).filter(name => name.endsWith('.ts'));
    const said = sources.flatMap(name => {
      const text = readFileSync(join(folder, name), 'utf8');
      return [
        ...text.matchAll(/(?:\bcode: |\bcode = |\brefuse(?:Proof)?\(|\bneedsNonce\(|\bunavailable\()\s*'([a-z_]+)'/g),
      ].map(([, code = '']) => code);
    });
    const known = new Set([...guardRefusals.flatMap(({ codes }) => codes), ...Object.keys(elsewhere)]);
    expect(said.length).toBeGreaterThan(30);
    expect([...new Set(said)].filter(code => !known.has(code))).toEqual([]);
    expect([...known].filter(code => !said.includes(code))).toEqual([]);
  });

  test.each([
    ['not_found', notFound('account')],
    ['store_unavailable', unavailable('store_unavailable')],
    ['input_invalid', inputInvalid([{ field: 'body', takes: 'JSON' }])],
  ])('%s has the members that the document gives it', (_code, one) => {
    const body: unknown = JSON.parse(JSON.stringify(one));
    expect(problem.strict().parse(body)).toEqual(body);
  });
});

test('where a REST API asks for certificates, what it says without one is in the document', () => {
  const messages = (env: string): unknown => {
    const { paths } = document(loadConfig(env)) as { paths: Record<string, { get: { responses: Responses } }> };
    return JSON.stringify(paths['/accounts']?.get.responses['403']?.content).includes('#/components/schemas/Message');
  };
  expect(['managed-regional', 'partner-regional', 'consumer-regional'].map(messages)).toEqual([true, true, false]);
});
