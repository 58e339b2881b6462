import type { Json } from './json';
import { hasMark, literal, mark, splitOutsideMarks } from './marks';
import { asText, bounded, isList, isRecord, own, scalars } from './values';
import type { Truth } from './conditions';

/** What an intrinsic may ask of the stack it stands in. */
export interface Scope {
  value(written: Json): Json | undefined;
  ref(name: string): Json | undefined;
  attribute(argument: Json): Json | undefined;
  condition(name: string): Truth;
  importValue(name: Json | undefined): Json | undefined;
  stackOutput(stack: string, output: string): Json | undefined;
  readonly mappings: unknown;
}

type Intrinsic = (scope: Scope, argument: Json) => Json | undefined;

/** The intrinsics that templates alone can answer. */
export const intrinsics: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ['Ref', (scope, name) => scope.ref(asText(name))],
  ['Fn::GetAtt', (scope, argument) => scope.attribute(argument)],
  ['Fn::Sub', substitute],
  ['Fn::Join', join],
  ['Fn::If', decide],
  ['Fn::Select', select],
  ['Fn::Split', split],
  ['Fn::FindInMap', findInMap],
  ['Fn::ImportValue', (scope, argument) => scope.importValue(scope.value(argument))],
  [
    'Fn::GetStackOutput',
    (scope, argument) =>
      scope.stackOutput(
        asText(scope.value(own(argument, 'StackName') ?? null)),
        asText(scope.value(own(argument, 'OutputName') ?? null)),
      ),
  ],
  ['Fn::Base64', (scope, argument) => scope.value(argument)],
  ['Fn::ToJsonString', (scope, argument) => bounded(asText(scope.value(argument)))],
  ['Fn::Length', length],
]);

function substitute(scope: Scope, argument: Json): Json {
  const [text, variables] = isList(argument) ? argument : [argument, {}];
  if (typeof text !== 'string') return mark.unknown('Fn::Sub without a text');
  // Each variable once, however often the text names it: texts nested in texts would otherwise double at every level.
  const values = new Map<string, string>();
  const valueOf = (name: string): string => {
    const given = own(variables, name);
    if (given !== undefined) return asText(scope.value(given));
    return asText(name.includes('.') ? scope.attribute(name) : scope.ref(name));
  };
  let result = '';
  for (const piece of text.split(/(\$\{[^}]*\})/)) {
    if (result.length > 2 * text.length && bounded(result) !== result) break;
    if (!piece.startsWith('${')) {
      result += literal(piece);
      continue;
    }
    const name = piece.slice(2, -1).trim();
    if (name.startsWith('!')) {
      result += literal(`\${${name.slice(1)}}`);
      continue;
    }
    let value = values.get(name);
    if (value === undefined) values.set(name, (value = valueOf(name)));
    result += value;
  }
  return bounded(result);
}

function join(scope: Scope, argument: Json): Json {
  const [separator, written] = isList(argument) ? argument : [];
  if (typeof separator !== 'string' || written === undefined)
    return mark.unknown('Fn::Join without a separator and a list');
  const items = scope.value(written);
  if (typeof items === 'string') return items; // A list nobody can see into: keep the reference.
  if (!isList(items)) return mark.unknown('Fn::Join without a list');
  const between = literal(separator);
  let result = '';
  for (const [index, item] of items.entries()) {
    result += index === 0 ? asText(item) : between + asText(item);
    if (bounded(result) !== result) break;
  }
  return bounded(result);
}

function decide(scope: Scope, argument: Json): Json | undefined {
  const [name, whenTrue = null, whenFalse = null] = isList(argument) ? argument : [];
  const truth = typeof name === 'string' ? scope.condition(name) : 'unknown';
  if (truth !== 'unknown') return scope.value(truth ? whenTrue : whenFalse);
  const [one, other] = [scope.value(whenTrue), scope.value(whenFalse)];
  if (JSON.stringify(one) === JSON.stringify(other)) return one;
  return mark.unknown(`condition ${asText(name)} cannot be decided`);
}

function select(scope: Scope, argument: Json): Json | undefined {
  const [index, written] = isList(argument) ? argument : [];
  const items = written === undefined ? undefined : scope.value(written);
  const at = Number(index === undefined ? Number.NaN : asText(scope.value(index)) || Number.NaN);
  if (!isList(items) || !Number.isInteger(at)) return mark.unknown('Fn::Select from a list that is not known');
  // One piece that is a reference (the host of a function URL, say): whichever part is taken, it comes from there.
  const [only] = items;
  if (items.length === 1 && typeof only === 'string' && hasMark(only)) return only;
  return items[at] ?? mark.unknown(`Fn::Select: no item ${at}`);
}

function split(scope: Scope, argument: Json): Json {
  const [separator, written] = isList(argument) ? argument : [];
  const text = written === undefined ? undefined : scope.value(written);
  if (typeof separator !== 'string' || typeof text !== 'string')
    return mark.unknown('Fn::Split of a text that is not known');
  return splitOutsideMarks(text, separator);
}

function findInMap(scope: Scope, argument: Json): Json {
  const [map, top, second, options] = isList(argument) ? argument : [];
  const key = (part: Json | undefined): string => asText(scope.value(part ?? null));
  const found = own(own(own(scope.mappings, key(map)), key(top)), key(second));
  if (found !== undefined) return scalars(found, literal);
  const fallback = isRecord(options) ? own(options, 'DefaultValue') : undefined;
  const value = fallback === undefined ? undefined : scope.value(fallback);
  return value ?? mark.unknown(`Fn::FindInMap ${key(map)} has nothing under these keys`);
}

function length(scope: Scope, argument: Json): Json {
  const items = scope.value(argument);
  return isList(items) ? items.length : mark.unknown('Fn::Length of a list that is not known');
}
