import type { Json, Template } from '../../json';
import { isObject, object, type Written } from './written';

const sections: Readonly<Record<string, string>> = {
  'AWS::Serverless::Function': 'Function',
  'AWS::Serverless::Api': 'Api',
  'AWS::Serverless::HttpApi': 'HttpApi',
};

/** SAM's Globals: maps merge, lists are added to, and anything else the resource writes stands. */
export function globalsFor(template: Template): (type: string, properties: Written) => Written {
  const globals = object((template as { readonly Globals?: Json }).Globals);
  return (type, properties) => {
    const section = sections[type];
    return section === undefined ? properties : object(merge(globals[section], properties));
  };
}

function merge(base: Json | undefined, over: Json | undefined): Json | undefined {
  if (base === undefined) return over;
  if (over === undefined) return base;
  if (Array.isArray(base) && Array.isArray(over)) return [...(base as readonly Json[]), ...(over as readonly Json[])];
  if (!isObject(base) || !isObject(over) || isIntrinsic(base) || isIntrinsic(over)) return over;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map(key => [key, merge(base[key], over[key]) ?? null]));
}

const isIntrinsic = (value: Written): boolean => {
  const [key, ...rest] = Object.keys(value);
  return rest.length === 0 && (key === 'Ref' || key?.startsWith('Fn::') === true);
};
