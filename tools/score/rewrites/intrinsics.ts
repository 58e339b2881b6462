import type { Json } from '../../prove/json';
import { asText, isList, isRecord } from '../../prove/values';
import { ofValues, type Rewrite } from './rewrite';

/** One intrinsic for another. */

const one = (value: Json, name: string): Json | undefined =>
  isRecord(value) && Object.keys(value).length === 1 ? value[name] : undefined;

/** Of Ref and GetAtt: what stands between `${` and `}` in a Sub. */
function inSub(value: Json): string | undefined {
  const referred = one(value, 'Ref');
  if (typeof referred === 'string') return referred;
  const attribute = one(value, 'Fn::GetAtt');
  return isList(attribute) && attribute.every(part => typeof part === 'string') ? attribute.join('.') : undefined;
}

const escaped = (text: string): string => text.replaceAll('${', '${!');

function joinToSub(value: Json): Json {
  const argument = one(value, 'Fn::Join');
  if (!isList(argument) || !isList(argument[1] ?? null)) return value;
  const [separator, items] = argument as readonly [string, readonly Json[]];
  const variables: Record<string, Json> = {};
  const parts = items.map((item, i) => {
    if (typeof item === 'string') return escaped(item);
    const name = inSub(item);
    if (name !== undefined) return `\${${name}}`;
    variables[`Part${i}`] = item;
    return `\${Part${i}}`;
  });
  const text = parts.join(escaped(separator));
  return { 'Fn::Sub': Object.keys(variables).length === 0 ? text : [text, variables] };
}

function subToJoin(value: Json): Json {
  const text = one(value, 'Fn::Sub');
  if (typeof text !== 'string') return value;
  const parts = text
    .split(/(\$\{[^}!]+\})/)
    .filter(part => part !== '')
    .map((part): Json => {
      const name = /^\$\{([^}]+)\}$/.exec(part)?.[1];
      if (name === undefined) return part;
      const [id = '', ...attribute] = name.split('.');
      return attribute.length === 0 ? { Ref: id } : { 'Fn::GetAtt': [id, attribute.join('.')] };
    });
  return { 'Fn::Join': ['', parts] };
}

/** Texts that are long enough to be cut, and are no keys of anything. */
const plain = (value: Json): value is string => typeof value === 'string' && value.length > 3 && value.length < 500;

const referred =
  (make: (value: Json, name: string) => Json) =>
  (value: Json): Json => {
    const name = inSub(value);
    return name === undefined || name.startsWith('AWS::NoValue') ? value : make(value, name);
  };

export const intrinsics: readonly Rewrite[] = [
  ofValues('Sub for Join', joinToSub),
  ofValues('Join for Sub', subToJoin),
  ofValues(
    'GetAtt in one text',
    value => {
      const attribute = one(value, 'Fn::GetAtt');
      return isList(attribute) ? { 'Fn::GetAtt': attribute.map(asText).join('.') } : value;
    },
    { within: true },
  ),
  ofValues(
    'Sub for Ref and GetAtt',
    referred((_value, name) => ({ 'Fn::Sub': `\${${name}}` })),
  ),
  ofValues(
    'Sub with variables for Ref and GetAtt',
    referred(value => ({ 'Fn::Sub': ['${It}', { It: value }] })),
  ),
  ofValues(
    'Join of one part for Ref and GetAtt',
    referred(value => ({ 'Fn::Join': ['', [value]] })),
  ),
  ofValues('Join within Join', value => {
    const argument = one(value, 'Fn::Join');
    if (!isList(argument) || !isList(argument[1] ?? null)) return value;
    const [separator, items] = argument as readonly [string, readonly Json[]];
    const [head = '', ...rest] = items;
    return rest.length === 0 ? value : { 'Fn::Join': [separator, [head, { 'Fn::Join': [separator, rest] }]] };
  }),
  ofValues(
    'Select from a list',
    referred(value => ({ 'Fn::Select': [1, ['other', value, 'another']] })),
  ),
  ofValues(
    'Select with an index in a text',
    referred(value => ({ 'Fn::Select': ['0', [value]] })),
  ),
  ofValues('texts joined of two halves', value =>
    plain(value) ? { 'Fn::Join': ['', [value.slice(0, 3), value.slice(3)]] } : value,
  ),
  ofValues('texts in a Sub', value => (plain(value) ? { 'Fn::Sub': escaped(value) } : value)),
  ofValues('texts split and joined again', value =>
    plain(value) && value.includes('-') ? { 'Fn::Join': ['-', { 'Fn::Split': ['-', value] }] } : value,
  ),
];
