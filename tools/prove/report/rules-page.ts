import { layers } from '../../../lib/chain';
import type { Rule } from '../rule';

/** `docs/rules.md`: every rule with the failure it exists for and how to mend it, by layer in request order. */
export function rulesPage(rules: readonly Rule[]): string {
  const sections = layers.flatMap(({ name, stops }) => {
    const own = rules.filter(({ layer }) => layer === name);
    if (own.length === 0) return [];
    return [`## ${name}\n\nStops ${stops}.`, ...own.map(ruleSection)];
  });
  return `${[
    '# Every rule of the proof',
    'Generated from `tools/prove/rules/` by `npm run docs`; a test fails when the two differ. How verdicts come about:\n[how to read a proof](prove.md).',
    ...sections,
  ].join('\n\n')}\n`;
}

const ruleSection = ({ id, reason, fix }: Rule): string => `### ${id}\n\n${reason}\n\n**Mend:** ${fix}`;
