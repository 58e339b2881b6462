import { readFileSync } from 'node:fs';
import type { ParseError } from 'jsonc-parser';
import { LineCounter, parseDocument, type CollectionTag, type ScalarTag, isCollection } from 'yaml';
import type { Json, Template } from '../json';
import type { Source } from '../model';
import { UnreadableError } from './error';

/** Reads one template, JSON or YAML, with CloudFormation's short forms written out. */
export function readTemplate(file: string): { readonly template: Template; readonly source: Source } {
  const text = slurp(file);
  const format = looksLikeJson(text) ? 'json' : 'yaml';
  const value = format === 'json' ? parseJson(file, text) : parseYaml(file, text);
  return { template: checked(file, value), source: { file, text, format } };
}

export function slurp(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    const what =
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'EISDIR'
          ? 'it is a directory'
          : `cannot be read (${code})`;
    throw new UnreadableError(`${file}: ${what}`);
  }
}

const looksLikeJson = (text: string): boolean => /^\s*\{/.test(text);

export function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UnreadableError(`${file}:${brokenLine(text)}: not JSON: ${message.split(/ (?:in|after) JSON/)[0]}`);
  }
}

/** Node tells where JSON is broken in some messages only, and never the line. */
function brokenLine(text: string): number {
  const { parse } = require('jsonc-parser') as typeof import('jsonc-parser');
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true });
  return text.slice(0, errors[0]?.offset ?? 0).split('\n').length;
}

/** A YAML node that stands for an intrinsic: `!Ref x` → `{ Ref: x }`, `!GetAtt a.b` → `{ 'Fn::GetAtt': ['a', 'b'] }`. */
const shortForms = [
  'And',
  'Base64',
  'Cidr',
  'Equals',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
];
const longForm = new Map([
  ['!Ref', 'Ref'],
  ['!Condition', 'Condition'],
  ...shortForms.map(name => [`!${name}`, `Fn::${name}`] as const),
]);

function tags(): (ScalarTag | CollectionTag)[] {
  return [...longForm].flatMap(([tag, name]) => {
    const wrap = (value: unknown): unknown => ({
      [name]: name === 'Fn::GetAtt' && typeof value === 'string' ? split(value) : value,
    });
    return [
      { tag, resolve: (text: string) => wrap(text) },
      { tag, collection: 'seq' as const, resolve: (node: unknown) => wrap(isCollection(node) ? node.toJSON() : node) },
      { tag, collection: 'map' as const, resolve: (node: unknown) => wrap(isCollection(node) ? node.toJSON() : node) },
    ] as (ScalarTag | CollectionTag)[];
  });
}

const split = (text: string): readonly string[] => {
  const dot = text.indexOf('.');
  return dot === -1 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
};

/** YAML 1.1 as CloudFormation reads it, for what templates use; aliases are bounded, so no document can explode. */
export function parseYaml(file: string, text: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    customTags: tags(),
    merge: true,
    uniqueKeys: true,
    logLevel: 'silent',
  });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const { line } = lines.linePos(problem.pos[0]);
    throw new UnreadableError(`${file}:${line}: not YAML: ${problem.message.split('\n')[0] ?? ''}`);
  }
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (error) {
    throw new UnreadableError(`${file}: not a template: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A value that is a template, or a complaint. */
export function checked(file: string, value: unknown): Template {
  const resources = isRecord(value) ? value['Resources'] : undefined;
  if (!isRecord(resources))
    throw new UnreadableError(
      `${file}: not a CloudFormation template: it has no Resources (give a template or a cdk.out)`,
    );
  for (const [id, resource] of Object.entries(resources))
    if (!isRecord(resource) || typeof resource['Type'] !== 'string')
      throw new UnreadableError(
        `${file}: Resources.${id}: got no Type, takes a resource type such as AWS::Lambda::Function`,
      );
  return value as unknown as Template;
}

const isRecord = (value: unknown): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
