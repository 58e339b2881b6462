import { readFileSync } from 'node:fs';
import type { ParseError } from 'jsonc-parser';
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

/** YAML with CloudFormation's short forms written out. Its parser is loaded for YAML only: assemblies are JSON. */
export const parseYaml = (file: string, text: string): unknown =>
  (require('./yaml') as typeof import('./yaml')).parseYaml(file, text);

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
