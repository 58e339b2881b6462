import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The policies by name, one a file. Written out: were a folder listed instead, a file lost on the way into a deployment would be a
 * rule that nobody misses.
 */
export const policyNames = ['device-active', 'device-required', 'owner-only', 'partner-scope', 'step-up'] as const;

export type PolicyName = (typeof policyNames)[number];

/** The text of every policy. Throws when one is missing: a function without its rules does not start. */
export const readPolicies = (directory = __dirname): Readonly<Record<PolicyName, string>> =>
  Object.fromEntries(policyNames.map(name => [name, readFileSync(join(directory, `${name}.cedar`), 'utf8')])) as Record<
    PolicyName,
    string
  >;

/** The namespace of every type in the policies. */
export const namespace = 'Portcullis';
