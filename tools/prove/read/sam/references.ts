import type { Json, TemplateResource } from '../../json';
import { asText } from '../../values';
import { stageId } from './apis';
import { domainId } from './domains';
import { aliasOf } from './functions';
import { isObject, type Resources } from './written';

/** `Api.Stage`, `Function.Alias`: names by which a SAM template refers to what SAM makes, and what they become. */
export function generatedIds(written: readonly [string, TemplateResource][]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const [id, { Type, Properties = {} }] of written) {
    const rest = Type === 'AWS::Serverless::Api';
    if (rest || Type === 'AWS::Serverless::HttpApi') {
      ids.set(`${id}.Stage`, stageId(id, rest, Properties));
      if (rest) ids.set(`${id}.Deployment`, `${id}Deployment`);
      const domain = domainId(rest, Properties);
      if (domain !== undefined) ids.set(`${id}.DomainName`, domain);
    }
    const alias = Type === 'AWS::Serverless::Function' ? aliasOf(id, Properties) : undefined;
    if (alias !== undefined) ids.set(`${id}.Alias`, alias).set(`${id}.Version`, `${id}Version`);
  }
  return ids;
}

/** Writes such references out, in `Ref`, `Fn::Sub` and `Fn::GetAtt`. */
export function resolveGenerated<T extends Json | Resources>(value: T, ids: ReadonlyMap<string, string>): T {
  return (ids.size === 0 ? value : walk(value as Json, ids)) as T;
}

function walk(value: Json, ids: ReadonlyMap<string, string>): Json {
  if (Array.isArray(value)) return value.map((item: Json) => walk(item, ids));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, intrinsic(key, walk(inner, ids), ids)]));
}

function intrinsic(key: string, value: Json, ids: ReadonlyMap<string, string>): Json {
  if (key === 'Ref' && typeof value === 'string') return ids.get(value) ?? value;
  if (key === 'Fn::GetAtt') return attribute(value, ids);
  if (key !== 'Fn::Sub') return value;
  if (typeof value === 'string') return substituted(value, ids);
  const [text, ...rest] = Array.isArray(value) ? (value as readonly Json[]) : [];
  return typeof text === 'string' ? [substituted(text, ids), ...rest] : value;
}

const substituted = (text: string, ids: ReadonlyMap<string, string>): string =>
  text.replaceAll(/\$\{([A-Za-z0-9]+\.[A-Za-z]+)((?:\.[A-Za-z]+)?)\}/g, (whole, name: string, rest: string) => {
    const id = ids.get(name);
    return id === undefined ? whole : `\${${id}${rest}}`;
  });

function attribute(value: Json, ids: ReadonlyMap<string, string>): Json {
  const written = Array.isArray(value) ? (value as readonly Json[]).map(asText).join('.') : asText(value);
  const [first = '', second = '', ...rest] = written.split('.');
  const id = ids.get(`${first}.${second}`);
  return id === undefined || rest.length === 0 ? value : [id, rest.join('.')];
}
