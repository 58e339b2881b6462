import { absent, notModelledRule } from '../decide';

/** Findings that no rule makes: about the templates, the entry points and the policy. Told like rules, with reason and fix. */
export interface Notice {
  readonly id: string;
  readonly reason: string;
  readonly fix: string;
}

export const notices = {
  rewritten: {
    id: 'templates/rewritten',
    reason: 'What is deployed is not what these templates say, so they prove nothing about it.',
    fix: 'Give the template as it is after the macro ran (aws cloudformation get-template --template-stage Processed); write a Transform that was forgotten.',
  },
  unreached: {
    id: 'templates/unreached',
    reason: 'A route that no path was judged for has not been proved.',
    fix: 'Give the templates of what stands in front of it as well, in one call.',
  },
  none: {
    id: 'templates/no-route',
    reason: 'A proof about nothing is easily taken for a proof that all is well.',
    fix: 'Give the templates that hold the API, its domain and what stands in front of it, all in one call.',
  },
  notModelled: {
    id: notModelledRule,
    reason: 'Requests come in here, and the proof does not follow them.',
    fix: `Look at it yourself; then accept it in the policy with a waiver for ${notModelledRule}.`,
  },
  expired: {
    id: 'policy/waiver-expired',
    reason: 'A waiver is for a time. When it is over, what it accepted is a gap again.',
    fix: 'Mend what it accepted and delete the waiver, or decide anew and give it a new date.',
  },
  unmatched: {
    id: 'policy/waiver-unmatched',
    reason: 'A waiver that accepts nothing today would silently accept a gap tomorrow.',
    fix: 'Delete the waiver, or correct its rule and route.',
  },
} as const satisfies Readonly<Record<string, Notice>>;

/** The notice of a layer about which no rule found anything to say. */
export const absence = (layer: string): Notice => ({
  id: absent(layer),
  reason: `Every path needs ${layer}, and nothing of it was found here.`,
  fix: `Add ${layer} to this path, or say in the policy that another team provides it (external).`,
});
