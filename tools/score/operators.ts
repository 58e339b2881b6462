import type { Json } from '../prove/json';
import type { StackInput } from '../prove/model';
import { isList, isRecord } from '../prove/values';
import { otherValues } from './enumerations';
import type { Change, Place } from './mutant';

/**
 * What may be done to a value, by nothing but its kind: deleted, emptied, negated, widened, switched to another value that
 * the service documents, pointed elsewhere. No operator knows what the proof looks at.
 */
export function changesOf(place: Place, stack: StackInput): readonly Change[] {
  const { value, path } = place;
  const deleted: Change = { operator: 'delete' };
  if (isReference(value)) return [deleted, ...widenedText(path, value), ...pointedElsewhere(path, value, stack)];
  if (isList(value)) return value.length === 0 ? [deleted] : [deleted, { operator: 'empty', value: [] }];
  if (isRecord(value)) {
    const emptied: readonly Change[] = Object.keys(value).length === 0 ? [] : [{ operator: 'empty', value: {} }];
    return [deleted, ...emptied, ...widenedAction(value)];
  }
  if (typeof value === 'boolean') return [deleted, { operator: 'negate', value: !value }];
  if (typeof value === 'number')
    return [deleted, { operator: 'empty', value: 0 }, { operator: 'widen', value: value * 1000 }];
  return [deleted, ...(value === null ? [] : ofText(path, value))];
}

function ofText(path: readonly string[], value: string): readonly Change[] {
  const others = otherValues(path, value);
  if (others.length > 0) return others.map(other => ({ operator: 'switch', value: other }));
  if (/^\d+$/.test(value))
    return [
      { operator: 'empty', value: '0' },
      { operator: 'widen', value: `${value}000` },
    ];
  return [
    { operator: 'empty', value: '' },
    ...widenedText(path, value),
    { operator: 're-point', value: elsewhere(value) },
  ];
}

/** ARNs, principals and actions open up to everything. */
function widenedText(path: readonly string[], value: Json): readonly Change[] {
  const name = path.findLast(part => !/^\d+$/.test(part)) ?? '';
  const opens = /arn$/i.test(name) || ['Resource', 'Principal', 'AWS', 'Service', 'Action'].includes(name);
  return (opens || JSON.stringify(value).includes('"arn:')) && value !== '*' ? [{ operator: 'widen', value: '*' }] : [];
}

const weaker: Readonly<Record<string, readonly string[]>> = {
  Block: ['Count', 'Allow'],
  None: ['Count'],
  Allow: ['Block'],
};

/** `{ Block: … }` → `{ Count: {} }`: the action of a WAF rule. */
function widenedAction(value: Readonly<Record<string, Json>>): readonly Change[] {
  const [key = '', ...others] = Object.keys(value);
  if (others.length > 0) return [];
  return (weaker[key] ?? []).map(action => ({ operator: 'widen', value: { [action]: {} } }));
}

/** Ref and intrinsics are single values. */
export function isReference(value: Json): boolean {
  if (!isRecord(value)) return false;
  const [key = '', ...others] = Object.keys(value);
  return others.length === 0 && (key === 'Ref' || key.startsWith('Fn::'));
}

/** To another resource of the same type in the stack, where there is one, and to something outside it. */
function pointedElsewhere(path: readonly string[], value: Json, { template }: StackInput): readonly Change[] {
  const known = [...JSON.stringify(value).matchAll(/"(?:Ref":"|Fn::GetAtt":\[")([A-Za-z0-9]+)"/g)].map(([, id]) => id);
  const pointed = known.find(id => id !== undefined && id in template.Resources);
  const type = pointed === undefined ? undefined : template.Resources[pointed]?.Type;
  const twin = Object.entries(template.Resources).find(([id, { Type }]) => id !== pointed && Type === type)?.[0];
  const away: Change = { operator: 're-point', value: foreignArn(path) };
  if (pointed === undefined || twin === undefined) return [away];
  const turned = JSON.parse(JSON.stringify(value).replaceAll(`"${pointed}"`, `"${twin}"`)) as Json;
  return [{ operator: 're-point', value: turned }, away];
}

/** An ARN of somebody else's account that could stand in this property. */
const foreignArn = (path: readonly string[]): string =>
  path.includes('Role') || path.includes('AWS')
    ? 'arn:aws:iam::444455556666:role/elsewhere'
    : 'arn:aws:elsewhere:eu-west-1:444455556666:elsewhere';

/** A text of the same shape that names nothing. */
function elsewhere(value: string): string {
  if (value.startsWith('alias/')) return 'alias/elsewhere';
  if (/^[A-Z]+ \//.test(value)) return value.replace(/ \/.*/, ' /elsewhere');
  if (value.startsWith('/')) return '/elsewhere';
  if (/^[a-z0-9.-]+\.[a-z]{2,}\.?$/.test(value)) return 'elsewhere.example.net';
  return 'elsewhere';
}
