import { Model, type StackInput } from '../../../../tools/prove/model';
import { profilePolicy } from '../../../../tools/prove/policy';
import { prove, type LayerResult, type Proof } from '../../../../tools/prove/proof';
import { read } from '../../../../tools/prove/read';
import type { Rule } from '../../../../tools/prove/rule';
import { rules } from '../../../../tools/prove/rules';
import { asDeployed, forDevices } from '../../../../tools/score/systems';
import { assemblyDirectory, assemblyOf } from '../../../assembly';
import { changed } from './change';
import { neededFor } from './needed';

/** Each rule is the only one that sees something: take it away, and a named test fails. */

const { stacks } = read([assemblyDirectory]);
const { stacks: managed } = read([assemblyOf('managed-edge')]);
const systems = { consumer: asDeployed(stacks).stacks, managed: forDevices(managed).stacks } as const;

const layerOf = (rule: string): string => rule.split('/')[0] ?? '';

const proofOf = (of: readonly StackInput[], profile: keyof typeof systems, by: readonly Rule[]): Proof =>
  prove(new Model(of), profilePolicy(profile), by);

/** How a layer stands on every path; where nobody needs a token by decision, `auth` is not asked for. */
function statuses({ routes }: Proof, layer: string): string[] {
  const asking = routes.filter(({ route }) => layer !== 'auth' || route.publicReason === undefined);
  return asking.flatMap(({ route, paths }) =>
    paths.flatMap(({ path, layers }) =>
      layers
        .filter((result: LayerResult) => result.layer === layer)
        .map(({ status }) => `${route.key} ${path.hops.map(({ kind }) => kind).join('>')}: ${status}`),
    ),
  );
}

const whole = {
  consumer: proofOf(systems.consumer, 'consumer', rules),
  managed: proofOf(systems.managed, 'managed', rules),
};

test('the table has every rule, and no other', () =>
  expect(Object.keys(neededFor).sort()).toEqual(rules.map(({ id }) => id).sort()));

describe.each(Object.entries(neededFor))('%s', (id, needed) => {
  const profile = needed.devices === true ? 'managed' : 'consumer';
  const broken = changed(systems[profile], needed);
  const ofLayer = rules.filter(({ layer }) => layer === layerOf(id));
  const seen = (by: readonly Rule[]) => statuses(proofOf(broken, profile, by), layerOf(id));

  test(`sees that ${needed.goes}`, () => {
    expect(statuses(whole[profile], layerOf(id)).join('\n')).not.toMatch(/weak|missing|unproven/);
    expect(seen(rules).join('\n')).toMatch(/weak|missing|unproven/);
  });

  test('and nothing else does', () => expect(seen(ofLayer.filter(rule => rule.id !== id))).not.toEqual(seen(ofLayer)));
});
