import { scopesOf } from '../tokens';
import type { Drill, Field } from '../types';
import { outcomeOf } from '../outcome';
import { transfer, transferOnce } from '../wallet';

/** A token of one partner for the scopes of another, or the one it has where the issuer gives no other. */
async function greedyToken({ chain, alice, bob }: Field): Promise<string> {
  const asked = chain.issuer.signIn({ username: bob.username, scopes: scopesOf(alice.token) });
  return asked.then(
    ({ accessToken }) => accessToken,
    () => bob.token,
  );
}

export default {
  id: 'partner-other-scope',
  title: "moves money, the other partner's scope",
  owasp: 'API5',
  layer: 'auth',
  behind: 'service',
  profiles: ['partner'],
  // Which scopes a client gets of an issuer of one's own is in no template.
  issuer: 'cognito',
  attack: async field => {
    const { alice, bob } = field;
    const reversed = transfer(field, { fromAccountId: bob.account.accountId, toAccountId: alice.account.accountId });
    return outcomeOf(await field.call({ ...reversed, token: await greedyToken(field) }));
  },
  twin: field => transferOnce(field),
} satisfies Drill;
