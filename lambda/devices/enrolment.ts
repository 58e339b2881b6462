/**
 * Who may enrol a device? A token says who the person is; it says nothing about the machine in their hand. Here the verdict of an MDM or of
 * an attestation is asked for, before a certificate is made. A fork adds its own and names it in `config/<env>.ts`.
 */

interface EnrolmentRequest {
  /** `sub` of the person who signed in. */
  readonly sub: string;
  /** What the device sent for this purpose, unchecked. */
  readonly evidence: string | undefined;
}

/** `undefined` lets the device in; otherwise why not, in words for the person who enrols. */
export type EnrolmentPolicy = (request: EnrolmentRequest) => Promise<string | undefined>;

/** By the names that `clients.enrolment` takes. */
export const enrolmentPolicies = {
  /** The default: with no verdict to ask for, nobody gets in. */
  refused: async () => 'This system enrols no devices by itself; ask whoever manages your device.',
  /** For laptops and first steps: whoever signs in enrols whatever they hold. It makes a certificate worth no more than the sign-in. */
  development: async () => undefined,
} as const satisfies Readonly<Record<string, EnrolmentPolicy>>;

export type EnrolmentPolicyName = keyof typeof enrolmentPolicies;
