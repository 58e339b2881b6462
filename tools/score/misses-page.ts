import { missesBeyondTemplates, missesInTemplates, type Miss } from './misses';

/** docs/prove-misses.md. */
export const missesPage = (): string => `# Known misses of the proof

What weakens a system and changes no verdict. Each line has a test that it is so, so that the page shrinks when the proof learns;
\`npm run docs\` writes the page from \`tools/score/misses.ts\`.

## Found by mutating our own templates

\`npm run prove:score\` changes every value of every resource in every way that its kind allows (deleted, emptied, negated, widened,
switched to another documented value, pointed elsewhere) and holds the proof against a hand-written oracle. Mutants of these kinds
it knows to be missed; every other mutant that takes a defence away is seen in the layer where it belongs.

${table(missesInTemplates)}
## Not in a template, or not for a template to say

${table(missesBeyondTemplates)}`;

const table = (misses: Readonly<Record<string, Miss>>): string =>
  Object.values(misses)
    .map(({ what, why, instead }) => `- **${what}** ${why} _Seen instead by:_ ${instead}\n`)
    .join('');
