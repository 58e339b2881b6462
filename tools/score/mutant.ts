import type { Json } from '../prove/json';

/** What is done to one value, whatever it is. */
type Operator = 'delete' | 'empty' | 'negate' | 'widen' | 'switch' | 're-point' | 'disable';

/** One value of one resource of one template. An empty path is the resource itself. */
export interface Place {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly path: readonly string[];
  readonly value: Json;
}

/** What an operator makes of a value; without `value` it takes it away. */
export interface Change {
  readonly operator: Operator;
  readonly value?: Json;
}

/** One value changed, nothing else. */
export interface Mutant extends Change {
  readonly place: Place;
}

/** `portcullis-example-edge/Distribution830FAC52 DistributionConfig.Enabled: negate → false`. */
export function nameOf({ place, operator, value }: Mutant): string {
  const path = place.path.length === 0 ? '' : ` ${place.path.join('.')}`;
  const to = value === undefined ? '' : ` → ${JSON.stringify(value).slice(0, 70)}`;
  return `${place.stack}/${place.logicalId}${path}: ${operator}${to}`;
}
