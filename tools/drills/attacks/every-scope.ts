import { isPublic } from '../../../lambda/guard/routes';
import { routesOf } from '../../../lib/routes';
import { outcomeOf } from '../outcome';
import { firstServed, nothing } from '../probe';
import { scopesOf } from '../tokens';
import type { Drill, Field, Outcome } from '../types';
import { listAccounts } from '../wallet';

/** Every route, with a token that has every scope but the route's. Told is the first that was served, or the last. */
async function tryAll(field: Field): Promise<Outcome> {
  const { alice, chain } = field;
  const all = scopesOf(alice.token);
  const rows = routesOf(chain.system).flatMap(row => (isPublic(row) || row.door !== undefined ? [] : [row]));
  const isOf = (scope: string, row: (typeof rows)[number]): boolean =>
    scope === row.scope || scope.endsWith(`/${row.scope}`);
  let last: Outcome = nothing;
  for (const scope of all.filter(one => rows.some(row => isOf(one, row)))) {
    const scopes = all.filter(other => other !== scope);
    const { accessToken: token } = await chain.issuer.signIn({ username: alice.username, scopes });
    const asked = rows.filter(one => isOf(scope, one));
    last = await firstServed(field, asked, { token });
    if (last.served) return last;
  }
  return last;
}

export default {
  id: 'every-scope',
  title: 'uses every route without its scope',
  owasp: 'API5',
  layer: 'auth',
  behind: 'service',
  attack: tryAll,
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
