import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import type { ParseError } from 'jsonc-parser';
import type { Template } from '../json';
import { lineOf } from '../lines';
import type { Source } from '../model';
import { isRecord, own } from '../values';
import { UnreadableError } from './error';

/** Far beyond what CloudFormation takes (1 MB): a file this long is something else. */
const longest = 64 * 1024 * 1024;

/** Reads one template, JSON or YAML, with CloudFormation's short forms written out. */
export function readTemplate(file: string): { readonly template: Template; readonly source: Source } {
  const text = slurp(file);
  if (text.trim() === '') throw new UnreadableError(`${file}: it is empty; give a template or a cdk.out`);
  const format = looksLikeJson(text) ? 'json' : 'yaml';
  const source: Source = { file, text, format };
  const value = format === 'json' ? parseJson(file, text) : parseYaml(file, text);
  return { template: checked(file, value, source), source };
}

/** The text of a file. Throws {@link UnreadableError} for what is no text. */
export function slurp(file: string): string {
  let bytes: Buffer;
  try {
    const { size } = statSync(file);
    if (size > longest) throw new UnreadableError(`${file}: ${size} bytes, more than any template has`);
    bytes = readFileSync(file);
  } catch (error) {
    if (error instanceof UnreadableError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    throw new UnreadableError(`${file}: ${reasons[code] ?? `cannot be read (${code})`}`);
  }
  if (!isUtf8(bytes) || bytes.includes(0))
    throw new UnreadableError(`${file}: not text (templates are JSON or YAML in UTF-8)`);
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'it may not be read by this user',
};

const looksLikeJson = (text: string): boolean => /^\s*[{[]/.test(text);

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

// Its parser is loaded for YAML only: assemblies are JSON.
const yaml = () => require('./yaml') as typeof import('./yaml');

/** YAML with CloudFormation's short forms written out. */
export const parseYaml = (file: string, text: string): unknown => yaml().parseYaml(file, text);

/** A value that is a template, or a complaint. What macros make (`Fn::ForEach::…`, `Fn::Transform`) has no Type yet. */
export function checked(file: string, value: unknown, source?: Source): Template {
  const resources = own(value, 'Resources');
  if (!isRecord(resources))
    throw new UnreadableError(
      `${file}: not a CloudFormation template: it has no Resources (give a template or a cdk.out)`,
    );
  for (const [id, resource] of Object.entries(resources)) {
    if (id.startsWith('Fn::') || typeof own(resource, 'Type') === 'string') continue;
    const line = source === undefined ? undefined : lineOf(source, ['Resources', id]);
    throw new UnreadableError(
      `${file}${line === undefined ? '' : `:${line}`}: Resources.${id}: got no Type, takes a resource type such as AWS::Lambda::Function`,
    );
  }
  return value as Template;
}
