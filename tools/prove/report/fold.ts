import type { Location } from '../lines';
import type { Finding } from './types';
import { severities } from './words';

/** The same thing found in several places, told once. */
export interface Folded extends Omit<Finding, 'at'> {
  readonly places: readonly Location[];
}

/** Findings that differ by their place only, most serious first. */
export function folded(findings: readonly Finding[]): readonly Folded[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = [finding.rule, finding.status, finding.says, finding.waiver?.id].join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  const all = [...groups.values()].flatMap((group): Folded[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { at: _, ...finding } = first;
    return [
      {
        ...finding,
        places: group.map(({ at }) => at),
        on: [...new Map(group.flatMap(({ on }) => on.map(one => [`${one.api}\n${one.route}`, one] as const))).values()],
        through: [...new Set(group.flatMap(({ through }) => through))],
      },
    ];
  });
  return all.sort(
    (one, other) =>
      severities.indexOf(one.status) - severities.indexOf(other.status) || other.on.length - one.on.length,
  );
}
