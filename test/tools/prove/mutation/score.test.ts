import { layersOf } from '../../../../lib/chain';
import { read } from '../../../../tools/prove/read';
import { rules } from '../../../../tools/prove/rules';
import type { Expectation } from '../../../../tools/score/expectation';
import type { Mutant } from '../../../../tools/score/mutant';
import { oracle } from '../../../../tools/score/oracle';
import { score } from '../../../../tools/score/score';
import { asDeployed, forDevices } from '../../../../tools/score/systems';
import { mutantsOf } from '../../../../tools/score/walk';
import { assemblyDirectory, assemblyOf } from '../../../assembly';

/** One mutant of each kind; `npm run prove:score` proves all of them, and holds the score to 100%. */

const { stacks } = read([assemblyDirectory]);
const { stacks: managed } = read([assemblyOf('managed-edge')]);
const mutants = [...mutantsOf(stacks)].map(mutant => ({ mutant, expectation: oracle.expectation(mutant) }));
const ofKind = (kind: Expectation['kind']) => mutants.filter(({ expectation }) => expectation?.kind === kind);

/** The first of each resource type, property, operator and expectation; of those that must change nothing, a fifth. */
function firsts(): (expectation: Expectation, mutant: Mutant) => boolean {
  const known = new Set<string>();
  return (expectation, { place: { type, path }, operator }) => {
    const property = path.map(part => (/^\d+$/.test(part) ? '#' : part)).join('.');
    const kind = `${type} ${property} ${operator} ${expectation.kind} ${expectation.because}`;
    if (known.has(kind)) return false;
    known.add(kind);
    return expectation.kind !== 'idle' || known.size % 5 === 0;
  };
}

test('the oracle speaks of every mutant', () =>
  expect(mutants.filter(({ expectation }) => expectation === undefined)).toEqual([]));

test('at least 200 are to be seen, some in every layer', () => {
  const seen = ofKind('seen');
  expect(seen.length).toBeGreaterThanOrEqual(200);
  const layers = new Set(seen.flatMap(({ expectation }) => (expectation?.kind === 'seen' ? expectation.layers : [])));
  expect([...layers].sort()).toEqual(
    layersOf('consumer', 'edge')
      .map(({ name }) => name)
      .sort(),
  );
});

test('at most 5% of those that matter are called equivalent', () =>
  expect(ofKind('equivalent').length / ofKind('seen').length).toBeLessThan(0.05));

test.each([
  ['as deployed', asDeployed(stacks)],
  ['asking devices for certificates', forDevices(managed)],
])('%s: mutants are seen where they belong, and nothing else is', (_name, system) => {
  const { judged, survivors, falseAlarms, seenAfterAll, notStanding } = score(system, rules, firsts());
  expect(judged.length).toBeGreaterThan(30);
  expect(survivors.map(({ name }) => name)).toEqual([]);
  expect(falseAlarms.map(({ name }) => name)).toEqual([]);
  expect(seenAfterAll.map(({ name }) => name)).toEqual([]);
  expect(notStanding).toEqual([]);
});

test('what is wrongly said to change nothing is found among what does change nothing', () => {
  const told = asDeployed(stacks);
  const wrong = (mutant: Mutant) =>
    mutant.place.path.at(-1) === 'ViewerProtocolPolicy' && told.oracle.expectation(mutant)?.kind === 'seen';
  const expectation = (mutant: Mutant): Expectation | undefined =>
    wrong(mutant) ? { kind: 'idle', because: 'it is not' } : told.oracle.expectation(mutant);
  const take = firsts();
  const few = (expected: Expectation, mutant: Mutant) =>
    wrong(mutant) || (mutant.place.stack.endsWith('-watch') && expected.kind === 'idle' && take(expected, mutant));
  const { judged, falseAlarms } = score({ ...told, oracle: { expectation } }, rules, few);
  expect(falseAlarms.map(({ mutant }) => mutant)).toEqual(judged.map(({ mutant }) => mutant).filter(wrong));
  expect(falseAlarms.length).toBeGreaterThan(0);
  expect(judged.length).toBeGreaterThan(falseAlarms.length);
});

test('without rules nothing is seen', () => {
  const { judged, survivors } = score(forDevices(managed), [], ({ kind }) => kind === 'seen');
  expect(survivors).toHaveLength(judged.length);
});
