import type { Authorizer } from '../policies/cedar';

/** The least that has to be asked where nobody has written policies yet: everybody does what they like with what is theirs. */
export const ownerOnly: Authorizer = ({ principal, resource: { owner } }) => {
  const allowed = owner !== '' && owner === principal.id;
  return { allowed, policies: allowed ? ['owner-only'] : [] };
};
