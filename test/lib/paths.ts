import type { LayerName } from '../../lib/chain';
import { only, type Template } from '../assembly';
import type { Claim } from '../claims';

/** Reading and writing deep inside a template: `DefaultCacheBehavior.ViewerProtocolPolicy`, `Origins.0.DomainName`. */

type Node = Record<string, unknown>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

export const get = (from: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (isNode(value) ? value[key] : undefined), from);

/** Sets what stands at the path; undefined takes it away, as a deleted line would. */
export function set(within: unknown, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.length === 0 ? within : get(within, keys.join('.'));
  if (!isNode(parent)) throw new Error(`${path}: there is nothing to weaken`);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
}

/** The logical id of the one resource of a type. */
export const idOf = (from: Template, type: string): string => {
  const resource = only(from, type);
  return Object.entries(from.Resources).find(([, value]) => value === resource)?.[0] ?? '';
};

interface PropertyClaim {
  readonly layer: LayerName;
  readonly claim: string;
  readonly type: string;
  readonly path: string;
  /** The value, an asymmetric matcher, or what makes it from the template (for references). */
  readonly is: unknown;
  /** What a careless change would put there; undefined: the property is gone. */
  readonly weakened: unknown;
}

/** A claim about one property of the one resource of a type. */
export const property = ({ layer, claim, type, path, is, weakened }: PropertyClaim): Claim => ({
  layer,
  claim,
  assertion: template => {
    const expected: unknown = typeof is === 'function' ? (is as (from: Template) => unknown)(template) : is;
    expect(get(only(template, type).Properties, path)).toEqual(expected);
  },
  weaken: template => set(only(template, type).Properties, path, weakened),
});

/** What `Ref` of the one resource of a type is. */
export const refTo = (type: string) => (from: Template) => ({ Ref: idOf(from, type) });

/** What `Fn::GetAtt` of the one resource of a type is. */
export const attributeOf = (type: string, attribute: string) => (from: Template) => ({
  'Fn::GetAtt': [idOf(from, type), attribute],
});
