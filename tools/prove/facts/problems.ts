import type { Path } from '../graph/types';
import { stands, unproven, weak, type Verdict } from '../rule';
import type { Alarm } from './alarms';
import type { Problem } from './metric-problem';

/** One verdict for each alarm with a problem; where none has one, one for all of them. */
export function problems(
  { api }: Path,
  alarms: readonly Alarm[],
  does: string,
  problemOf: (alarm: Alarm) => Problem | undefined,
): readonly Verdict[] {
  const found = alarms.flatMap(alarm => {
    const problem = problemOf(alarm);
    if (problem === undefined) return [];
    const { resource } = alarm;
    const where = { resource, ...(problem.property === undefined ? {} : { property: problem.property }) };
    return [problem.status === 'weak' ? weak(where, problem.says) : unproven(where, problem.says)];
  });
  const [first] = alarms;
  if (found.length > 0 || first === undefined) return found;
  return [
    stands(alarms.length === 1 ? { resource: first.resource } : api.where, `each of ${alarms.length} alarms ${does}`),
  ];
}
