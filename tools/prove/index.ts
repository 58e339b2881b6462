import { decide } from './decide';
import { profilePolicy, type Policy } from './policy';
import { prove } from './proof';
import { read, type Input, type ReadOptions } from './read';
import { reportOf } from './report/report';
import type { Report } from './report/types';
import { rules } from './rules';
import type { Profile } from '../../lib/chain';

/** The public entry of the package: `portcullis/prove`. No AWS SDK, no constructs, nothing but templates. */

export type { Input, NamedTemplate, TemplateObject } from './read';
export type { External, Policy, Waiver } from './policy';
export type { Location } from './lines';
export type * from './report/types';
export { UnreadableError } from './read/error';
export { againstBaseline, baselineText } from './report/baseline';
export { render, formats, type Format } from './report';
export { diffOf } from './report/diff';
export { rules } from './rules';

export interface ProveOptions extends ReadOptions {
  /** Which layers every path needs. Ahead of the policy's own; `consumer` where neither says. */
  readonly profile?: Profile;
  /** A policy, or the file it is in. */
  readonly policy?: Policy | string;
  /** Decides which waivers still hold. */
  readonly today?: Date;
  /** Puts every verdict of every rule into the report, the good ones too. */
  readonly evidence?: boolean;
}

/** Proves every route of these templates and assemblies, taken together. Throws {@link UnreadableError}. */
export function proveTemplates(inputs: Input | readonly Input[], options: ProveOptions = {}): Report {
  const { evidence = false, today = new Date() } = options;
  const policy = policyOf(options);
  const model = read(Array.isArray(inputs) ? (inputs as readonly Input[]) : [inputs as Input], options);
  return reportOf(decide(prove(model, policy, rules), policy, today), { policy, rules, evidence });
}

/** Reads a policy file. Throws {@link UnreadableError}. */
// Loaded when it is asked for: its schema takes longer to load than most proofs take.
export function readPolicy(file: string): Policy {
  const reader = require('./policy-file') as typeof import('./policy-file');
  return reader.readPolicy(file);
}

function policyOf({ policy = profilePolicy('consumer'), profile }: ProveOptions): Policy {
  const found = typeof policy === 'string' ? readPolicy(policy) : policy;
  return profile === undefined ? found : { ...found, profile };
}
