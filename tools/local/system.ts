import * as z from 'zod';
import type { Ingress, Profile } from '../../lib/chain';
import { LocalError, type Assembly } from './types';

/** What the templates are an instance of. */
export interface System {
  readonly profile: Profile;
  readonly ingress: Ingress;
}

const schema = z.object({
  PROFILE: z.enum(['consumer', 'managed', 'partner']),
  INGRESS: z.enum(['edge', 'regional']),
});

/**
 * The profile and the ingress of an assembly: what its services were told, which stays when an edit takes a layer away. Services
 * that were told nothing are a consumer's behind an edge. Throws LocalError where they disagree.
 */
export function systemOf(assembly: Assembly): System {
  const told = assembly.ofType('AWS::Lambda::Function').flatMap(({ properties }) => {
    const { Variables } = (properties['Environment'] ?? {}) as { readonly Variables?: unknown };
    const { success, data } = schema.safeParse(Variables);
    return success ? [`${data.PROFILE} ${data.INGRESS}`] : [];
  });
  const [first = 'consumer edge', ...others] = new Set(told);
  if (others.length > 0)
    throw new LocalError(`PROFILE and INGRESS of the services: got ${[...new Set(told)].join(', ')}; takes one`);
  const [profile, ingress] = first.split(' ') as [Profile, Ingress];
  return { profile, ingress };
}
