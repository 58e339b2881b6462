import * as z from 'zod';
import type { Ingress, Profile } from '../../lib/chain';
import { LocalError, type Assembly } from './types';

/** What the templates are an instance of. */
export interface System {
  readonly profile: Profile;
  readonly ingress: Ingress;
  /** Who issues the tokens: a user pool of the templates, or an issuer of one's own, whose tokens have fewer claims. */
  readonly issuer: 'cognito' | 'own';
}

const schema = z.object({
  PROFILE: z.enum(['consumer', 'managed', 'partner']),
  INGRESS: z.enum(['edge', 'regional']),
  // Cognito's access tokens have no audience to tell of.
  AUDIENCE: z
    .unknown()
    .optional()
    .transform(audience => (audience === undefined ? 'cognito' : 'own')),
});

/** What each function of an assembly is told in its environment, as the template has it. */
export const toldOf = (assembly: Assembly) =>
  assembly.ofType('AWS::Lambda::Function').map(({ stack, properties }) => {
    const { Variables: variables = {} } = (properties['Environment'] ?? {}) as {
      readonly Variables?: Readonly<Record<string, unknown>>;
    };
    return { stack, variables };
  });

/**
 * The profile, the ingress and the issuer of an assembly: what its services were told, which stays when an edit takes a layer away. Services
 * that were told nothing are a consumer's behind an edge. Throws LocalError where they disagree.
 */
export function systemOf(assembly: Assembly): System {
  const told = toldOf(assembly).flatMap(({ variables }) => {
    const { success, data } = schema.safeParse(variables);
    return success ? [`${data.PROFILE} ${data.INGRESS} ${data.AUDIENCE}`] : [];
  });
  const [first = 'consumer edge cognito', ...others] = new Set(told);
  if (others.length > 0)
    throw new LocalError(
      `PROFILE, INGRESS and AUDIENCE of the services: got ${[...new Set(told)].join(', ')}; takes one`,
    );
  const [profile, ingress, issuer] = first.split(' ') as [Profile, Ingress, System['issuer']];
  return { profile, ingress, issuer };
}
