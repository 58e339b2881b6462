import { layers } from '../../lib/chain';
import { drills } from './index';
import type { Drill, Owasp } from './types';

/** docs/drills.md: every attack, by layer, and by its number in the OWASP API Security Top 10 of 2023. */

const risks: Readonly<Record<Owasp, string>> = {
  API1: 'Broken object level authorization',
  API2: 'Broken authentication',
  API3: 'Broken object property level authorization',
  API4: 'Unrestricted resource consumption',
  API5: 'Broken function level authorization',
  API6: 'Unrestricted access to sensitive business flows',
  API7: 'Server side request forgery',
  API8: 'Security misconfiguration',
  API9: 'Improper inventory management',
  API10: 'Unsafe consumption of APIs',
};

/** Risks that no drill is aimed at, and why. */
const without: Partial<Readonly<Record<Owasp, string>>> = {
  API7: 'no route takes an address to call; the `jku` and `x5u` drills show that a token cannot name one either',
  API10: 'the sample calls nobody but AWS and the token issuer',
};

const row = ({ title, layer, behind, owasp, profiles, ingresses, issuer }: Drill): string =>
  `| ${[title, `\`${layer}\``, behind === undefined ? '' : `\`${behind}\``, owasp ?? '', where({ profiles, ingresses, issuer })].join(' | ')} |`;

const where = ({ profiles, ingresses, issuer }: Pick<Drill, 'profiles' | 'ingresses' | 'issuer'>): string =>
  [profiles?.join(', '), ingresses?.join(', '), issuer && 'tokens of Cognito']
    .filter(text => text !== undefined)
    .join('; ');

/** The page, as `npm run docs` writes it. */
export function drillsPage(): string {
  const of = (name: string): readonly Drill[] => drills.filter(({ layer }) => layer === name);
  const aimed = layers.filter(({ name }) => of(name).length > 0);
  const byRisk = Object.entries(risks).map(([number, name]) => {
    const found = drills.filter(({ owasp }) => owasp === number).length;
    return `| ${number}:2023 | ${name} | ${found === 0 ? (without[number as Owasp] ?? '') : found} |`;
  });
  return [
    '# The attacks',
    '',
    'Written by `npm run docs` from `tools/drills/`; do not edit. Each attack has a twin that must be served, and with the named edit',
    'of its layer the layer no longer stops it. _Behind_ is the layer that must catch it then; where none is named, that layer is the last.',
    '',
    `There are ${drills.length}. Which of them run is decided by profile, ingress and issuer.`,
    '',
    '## By risk (OWASP API Security Top 10, 2023)',
    '',
    '| number | risk | attacks |',
    '| --- | --- | --- |',
    ...byRisk,
    '',
    ...aimed.flatMap(({ name, stops }) => [
      `## \`${name}\`: ${stops}`,
      '',
      '| attack | stopped by | behind | OWASP | only in |',
      '| --- | --- | --- | --- | --- |',
      ...of(name).map(row),
      '',
    ]),
  ].join('\n');
}
