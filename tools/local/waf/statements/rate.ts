import { isIP } from 'node:net';
import * as z from 'zod';
import { LocalError } from '../../types';
import { check } from '../../check';
import type { Compile, Context } from '../context';
import { transformations } from '../fields';
import { cookies, header, queryArguments, type Evaluation } from '../request';
import { compileTransformations } from '../transformations';
import { createWindow } from '../window';
import { forwarded, forwardedIpConfig } from './address';

const empty = z.strictObject({});
const named = z.strictObject({ Name: z.string(), TextTransformations: transformations });
const unnamed = z.strictObject({ TextTransformations: transformations });

const schema = z.strictObject({
  Limit: z.int().min(10).max(2_000_000_000),
  EvaluationWindowSec: z.union([z.literal(60), z.literal(120), z.literal(300), z.literal(600)]).default(300),
  AggregateKeyType: z.enum(['IP', 'FORWARDED_IP', 'CONSTANT', 'CUSTOM_KEYS']),
  CustomKeys: z.array(z.record(z.string(), z.unknown())).min(1).max(5).optional(),
  ForwardedIPConfig: forwardedIpConfig.optional(),
  ScopeDownStatement: z.record(z.string(), z.unknown()).optional(),
});
type Settings = z.output<typeof schema>;

/** One part of an aggregation key: a text; undefined where the request lacks it; a boolean where the fallback decides. */
type Part = (evaluation: Evaluation) => string | undefined | boolean;

/** Counts requests by key over a sliding window, and matches those over the limit, while they stay over it. */
export const rateBased: Compile = (statement, context) => {
  const settings = check(context.where, schema, statement);
  const { Limit, EvaluationWindowSec, AggregateKeyType, ScopeDownStatement } = settings;
  if (AggregateKeyType === 'CONSTANT' && ScopeDownStatement === undefined)
    throw new LocalError(`${context.where}: got CONSTANT without ScopeDownStatement, which WAF refuses`);
  const inScope = ScopeDownStatement === undefined ? () => true : context.nested(ScopeDownStatement);
  const parts = keyParts(settings, context);
  const window = createWindow(EvaluationWindowSec, context.now);
  return evaluation => {
    if (!inScope(evaluation)) return false;
    let key = '';
    for (const part of parts) {
      const value = part(evaluation);
      // A request that lacks any part is not counted at all: such a rule is only half a limit.
      if (value === undefined) return false;
      if (typeof value === 'boolean') return value;
      key += `${value.length}:${value}`;
    }
    return window.count(key) > Limit;
  };
};

function keyParts(settings: Settings, context: Context): readonly Part[] {
  switch (settings.AggregateKeyType) {
    case 'IP':
      return [clientIp];
    case 'FORWARDED_IP':
      return [forwardedIp(settings, context)];
    case 'CONSTANT':
      return [];
    case 'CUSTOM_KEYS': {
      if (settings.CustomKeys === undefined)
        throw new LocalError(`${context.where}: got CUSTOM_KEYS without CustomKeys, takes one key to five`);
      return settings.CustomKeys.map(key => customKey(key, settings, context));
    }
  }
}

const clientIp: Part = ({ request }) => request.clientIp;

function forwardedIp({ ForwardedIPConfig: config }: Settings, { where }: Context): Part {
  if (config === undefined)
    throw new LocalError(`${where}: got a forwarded IP key without ForwardedIPConfig, which WAF refuses`);
  return ({ request }) => {
    const [first] = forwarded(request, config.HeaderName) ?? [];
    if (first === undefined) return undefined;
    return isIP(first) === 0 ? config.FallbackBehavior === 'MATCH' : first;
  };
}

type CompileKey = (settings: unknown, rule: Settings, context: Context) => Part;

const customKeys: Readonly<Record<string, CompileKey>> = {
  Header: (settings, _, { where }) => {
    const { Name, TextTransformations } = check(where, named, settings);
    return transformed(TextTransformations, where, ({ request }) => header(request.headers, Name.toLowerCase()));
  },
  Cookie: (settings, _, { where }) => {
    const { Name, TextTransformations } = check(where, named, settings);
    return transformed(TextTransformations, where, ({ request }) => valueOf(cookies(request.headers), Name, false));
  },
  QueryArgument: (settings, _, { where }) => {
    const { Name, TextTransformations } = check(where, named, settings);
    return transformed(TextTransformations, where, ({ request }) => valueOf(queryArguments(request.query), Name, true));
  },
  QueryString: (settings, _, { where }) =>
    transformed(check(where, unnamed, settings).TextTransformations, where, ({ request }) => request.query),
  UriPath: (settings, _, { where }) =>
    transformed(check(where, unnamed, settings).TextTransformations, where, ({ request }) => request.path),
  HTTPMethod: (settings, _, { where }) => {
    check(where, empty, settings);
    return ({ request }) => request.method;
  },
  IP: (settings, _, { where }) => {
    check(where, empty, settings);
    return clientIp;
  },
  ForwardedIP: (settings, rule, context) => {
    check(context.where, empty, settings);
    return forwardedIp(rule, context);
  },
  LabelNamespace: (settings, _, { where }) => {
    const { Namespace } = check(where, z.strictObject({ Namespace: z.string().min(1) }), settings);
    return ({ labels }) => {
      const found = [...labels].filter(label => `:${label}`.includes(`:${Namespace}`)).sort();
      return found.length === 0 ? undefined : found.join(' ');
    };
  },
};

function customKey(key: Record<string, unknown>, rule: Settings, context: Context): Part {
  const [[kind, settings] = ['nothing', {}], ...others] = Object.entries(key);
  const compile = customKeys[kind];
  if (compile === undefined || others.length > 0)
    throw new LocalError(
      `${context.where}: CustomKeys: got ${Object.keys(key).join(', ') || 'nothing'}, takes one of: ${Object.keys(customKeys).join(', ')}`,
    );
  return compile(settings, rule, context);
}

function transformed(
  list: z.output<typeof transformations>,
  where: string,
  read: (evaluation: Evaluation) => string | undefined,
): Part {
  const transform = compileTransformations(list, where);
  return evaluation => {
    const value = read(evaluation);
    return value === undefined ? undefined : transform(value);
  };
}

/** The values under one name, together: a request with two is not the same instance as a request with either. */
function valueOf(pairs: readonly [string, string][], name: string, anyCase: boolean): string | undefined {
  const fold = (text: string): string => (anyCase ? text.toLowerCase() : text);
  const values = pairs.flatMap(([key, value]) => (fold(key) === fold(name) ? [value] : []));
  return values.length === 0 ? undefined : values.join(',');
}
