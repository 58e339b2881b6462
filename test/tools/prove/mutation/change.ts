import type { Json } from '../../../../tools/prove/json';
import type { StackInput } from '../../../../tools/prove/model';
import { mutated } from '../../../../tools/score/walk';

/** One change of our templates that one rule sees and no other: `gateway/Stage` is the resource, the path stands below it. */
export type Change = readonly [at: string, path: string, value?: Json | ((stacks: readonly StackInput[]) => Json)];

/** What a rule is needed for. */
export interface Needed {
  /** What the change does. */
  readonly goes: string;
  readonly changes: readonly Change[];
  /** Of the system that asks devices for certificates. */
  readonly devices?: true;
}

/** The stacks with the change. A name is the logical id without the eight letters that CDK puts behind it. */
export function changed(stacks: readonly StackInput[], { changes }: Needed): readonly StackInput[] {
  return changes.reduce((all, [at, path, value]) => {
    const [, end = '', name = ''] = /^(\w+)\/(\w+)$/.exec(at) ?? [];
    const stack = all.find(each => each.name.endsWith(`-${end}`));
    const logicalId = Object.keys(stack?.template.Resources ?? {}).find(id => id.replace(/[0-9A-F]{8}$/, '') === name);
    if (stack === undefined || logicalId === undefined) throw new Error(`${at}: no such resource`);
    const place = { stack: stack.name, logicalId, type: '', path: path.split('.'), value: null };
    const to = typeof value === 'function' ? value(all) : value;
    if (path === '') return mutated(all, { place, operator: 'disable' });
    return mutated(all, { place, operator: 're-point', ...(to === undefined ? {} : { value: to }) });
  }, stacks);
}
