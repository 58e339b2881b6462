import type { Authorizer, Question } from '../../policies/cedar';
import type { PolicyName } from '../../policies';
import type { Caller, Decided, Known, Owned, Stage } from '../call';
import type { Operation } from '../operation';
import { Problem } from '../problem';
import { isPublic, type Profile, type PublicRoute, type Route } from '../routes';

export interface PolicyOptions {
  readonly authorizer: Authorizer;
  readonly now?: () => number;
}

interface System {
  readonly operations: Readonly<Record<string, Operation>>;
  /** In `partner` a caller is a system, elsewhere a person. */
  readonly profile: Profile;
}

/** What the policies do not tell apart: nobody's `sub` is empty. */
const nobodys: Owned = { owner: '' };

/**
 * May this caller do this to that? Reads what the call is about and asks the policies; nothing is permitted unless one permits it.
 * It stands behind the schema stage, because nobody's unchecked id should reach the store. What does not exist is asked about as a
 * thing of nobody's, so that it takes the same way and gets the same answer as what is another's.
 */
export function policy({ operations, authorizer, profile, now = Date.now }: PolicyOptions & System): Stage {
  return async function policyStage(_request, known) {
    const { row, caller, input } = known;
    if (row !== undefined && isPublic(row)) return {};
    const resource = row && operations[row.action]?.resource;
    if (row === undefined || resource === undefined || caller === undefined)
      throw new Error('policy: the route, token and schema stages stand before this one');
    const id = resource.id(input, caller);
    const read = await resource.load(input, caller);
    const asked = resource.context?.(input);
    const decision = authorizer({
      principal: principalOf(caller, profile),
      action: row.action,
      resource: { type: resource.type, id, owner: (read ?? nobodys).owner },
      context: { ...contextOf({ ...known, row }, profile), ...(asked && { ...agesOf(caller, now()), ...asked }) },
    });
    const decided = {
      action: row.action,
      resource: `${resource.type}::${JSON.stringify(id)}`,
      policies: decision.policies,
    };
    if (!decision.allowed) throw refusal(decided, read?.owner === caller.sub ? undefined : resource.hidden(input));
    if (read === undefined) throw new Error('policy: something that is not there was permitted');
    return { resource: read, decided };
  };
}

const principalOf = ({ sub, scopes }: Caller, profile: Profile): Question['principal'] =>
  profile === 'partner' ? { type: 'Partner', id: sub, attributes: { scopes } } : { type: 'User', id: sub };

type Scoped = Exclude<Route, PublicRoute>;

/** Says what applies to the call and leaves the rest out: whatever is said costs a decision some microseconds. */
const contextOf = ({ row, client }: Known & { readonly row: Scoped }, profile: Profile): Question['context'] => ({
  profile,
  ...(profile === 'partner' && { scope: row.scope }),
  ...(row.door !== undefined && { door: row.door }),
  ...(client !== undefined && { deviceState: client.state }),
});

/** How long ago the person signed in, in seconds. */
function agesOf({ signedInAt, methods }: Caller, now: number): Question['context'] {
  if (signedInAt === undefined) return {};
  const signInAge = Math.floor(now / 1000 - signedInAt);
  // RFC 8176: more than one factor, whichever they were.
  return { signInAge, ...(methods.includes('mfa') && { secondFactorAge: signInAge }) };
}

/** Seconds: what policies/step-up.cedar takes for recent. */
const recentSignIn = 600;

/** What a caller is told where a policy forbids. Of several, the first. */
const refusals: readonly (readonly [PolicyName, ConstructorParameters<typeof Problem>[0]])[] = [
  [
    'device-required',
    { status: 403, code: 'device_required', detail: 'This API takes requests of registered devices only.' },
  ],
  ['device-active', { status: 403, code: 'device_not_active', detail: 'This device may do nothing any more.' }],
  [
    'step-up',
    {
      status: 401,
      code: 'step_up_required',
      detail: 'This takes a recent sign-in. Sign in again, then send the same request.',
      // RFC 9470, section 3: the app signs the person in again, with this max_age.
      headers: { 'www-authenticate': `Bearer error="insufficient_user_authentication", max_age="${recentSignIn}"` },
    },
  ],
];

const notPermitted = { status: 403, code: 'not_permitted', detail: 'This is not for you to do.' };

/** @param hidden The answer where the thing is not the caller's: a refusal must not tell that there is one. */
function refusal(decided: Decided, hidden: Problem | undefined): Problem {
  const [, told] = refusals.find(([name]) => decided.policies.includes(name)) ?? [];
  const problem = told === undefined && hidden !== undefined ? hidden : new Problem(told ?? notPermitted);
  problem.decided = decided;
  return problem;
}
