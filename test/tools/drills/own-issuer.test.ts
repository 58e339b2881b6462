import { drillsOf } from '../../../tools/drills';
import { ablations } from '../../../tools/drills/ablate';
import { drillChain } from '../../../tools/drills/run';
import { seed } from '../../../tools/drills/seed';
import { claimsOf } from '../../../tools/drills/tokens';
import { readAssembly } from '../../../tools/local/assembly';
import { startChain } from '../../../tools/local/chain';
import { ownIssuerOf } from '../../../tools/local/issuer/own';
import type { Assembly, LocalChain } from '../../../tools/local/types';
import { proveTemplates } from '../../../tools/prove';
import { variantOf } from '../../assembly';
import { keySet } from '../../lambda/guard/support/tokens';
import { inputs } from '../../own-issuers';

/** The same with keys in its functions' settings, as of an issuer that is somewhere else: `identity.keysFile`. */
const pinned = (assembly: Assembly): Assembly =>
  assembly.edited(stacks => {
    for (const { template } of stacks)
      for (const { Properties } of Object.values(template.Resources)) {
        const { Variables } = (Properties?.['Environment'] ?? {}) as { Variables?: Record<string, unknown> };
        if (Variables?.['ISSUER'] !== undefined) Variables['ISSUER_KEYS'] = keySet;
      }
  });

/** What the guard alone tells apart: another app, a person where systems call, another partner's token or certificate. */
const ofCallers = new Set(['other-client-of-the-pool', 'person-as-partner', 'stolen-token', 'stolen-certificate']);

const clientIdsOf = (input: object): readonly string[] =>
  'partners' in input ? inputs.partners.partners.map(({ clientId }) => clientId) : [];

/** The chain with an issuer that is not Cognito, proved and attacked: each of the attacks on tokens stops where it does with Cognito. */

describe.each(Object.entries(inputs))('tokens of an issuer like %s', (env, { identity, ...input }) => {
  const [firstClient] = 'clients' in identity ? identity.clients : clientIdsOf(input);
  const folder = variantOf(env);
  let chain: LocalChain;
  beforeAll(async () => {
    chain = await startChain(env === 'auth0' ? pinned(readAssembly(folder)) : readAssembly(folder));
  }, 60_000);
  afterAll(() => chain?.stop());

  test('every route is complete, auth among its layers, and there is no user pool', () => {
    const report = proveTemplates(folder);
    expect(report.verdict).toBe('complete');
    expect(report.routes.length).toBeGreaterThan(0);
    expect(JSON.stringify(chain.world.assembly.stacks.map(({ template }) => template))).not.toContain('Cognito');
  });

  test('the issuer stands here under its own path, and says who it is', async () => {
    const { url } = chain.issuer;
    expect(url.slice(new URL(url).origin.length)).toBe(identity.issuer.slice(new URL(identity.issuer).origin.length));
    const [{ username } = { username: '' }] = chain.issuer.users;
    const claims = claimsOf((await chain.issuer.signIn({ username })).accessToken);
    expect(claims).toMatchObject({ iss: url, [identity.clientClaim]: firstClient });
    expect([claims['aud']].flat()).toContain(identity.audience);
    expect(claims).not.toHaveProperty('token_use');
  });

  test('it has its clients’ scopes still where no route asks for any', () => {
    const scopesIn = (assembly: Assembly) => ownIssuerOf(assembly, () => 'secret')?.clients.map(({ scopes }) => scopes);
    const whole = readAssembly(folder);
    expect(JSON.stringify(scopesIn(whole))).toContain('accounts.read');
    expect(scopesIn(whole.edited(stacks => ablations.find(({ layer }) => layer === 'auth')?.edit(stacks)))).toEqual(
      scopesIn(whole),
    );
  });

  test('attacks on tokens are stopped where they are with Cognito, and their honest twins are served', async () => {
    const ofTokens = drillsOf(chain.system).filter(({ id, layer }) => layer === 'auth' || ofCallers.has(id));
    expect(ofTokens.length).toBeGreaterThan(8);
    const seen = await drillChain(await seed(chain), ofTokens, { twins: true });
    for (const { id, layer } of ofTokens) {
      const sighting = seen.get(id);
      if (sighting === undefined || sighting instanceof Error) throw sighting ?? new Error(`${id} did not run`);
      expect({ id, served: sighting.attack.served, by: sighting.stoppedBy, twin: sighting.twin?.served }).toEqual({
        id,
        served: false,
        by: [layer],
        twin: true,
      });
    }
  }, 60_000);
});
