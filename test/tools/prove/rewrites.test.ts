import type { StackInput } from '../../../tools/prove/model';
import { read } from '../../../tools/prove/read';
import { rules } from '../../../tools/prove/rules';
import { rewrites } from '../../../tools/score/rewrites';
import { allBroken, saysOf } from '../../../tools/score/steady';
import { assemblyDirectory } from '../../assembly';

/** What is deployed is the same, so every verdict is: of the whole system, and of one with every layer broken. */

const { stacks } = read([assemblyDirectory]);
const text = JSON.stringify(stacks);
const broken = allBroken(stacks);
const [saidOfWhole, saidOfBroken] = [saysOf(stacks, rules), saysOf(broken, rules)];

test('there are forty and more, no two alike', () => {
  expect(new Set(rewrites.map(({ name }) => name)).size).toBe(rewrites.length);
  expect(rewrites.length).toBeGreaterThanOrEqual(40);
});

test('the whole system is complete, or public by decision, and the broken one has a gap on every route', () => {
  expect(saidOfWhole).toHaveLength(10);
  for (const line of saidOfWhole)
    expect(line).toMatch(line.startsWith('GET /.well-known/') ? /: public / : /: complete /);
  for (const line of saidOfBroken) expect(line).toContain(': gap ');
});

test('the broken one has every layer broken on some route', () => {
  for (const layer of ['tls', 'waf', 'origin-mtls', 'gateway', 'auth', 'service', 'watch'])
    expect(saidOfBroken.join('\n')).toMatch(new RegExp(`\\b${layer} (?:weak|missing|unproven)`));
});

describe.each(rewrites.map(rewrite => [rewrite.name, rewrite] as const))('%s', (_name, rewrite) => {
  let rewritten: readonly StackInput[];
  beforeAll(() => (rewritten = rewrite.rewrite(stacks)));

  test('changes no verdict', () => expect(saysOf(rewritten, rules)).toEqual(saidOfWhole));
  test('hides no gap', () => expect(saysOf(rewrite.rewrite(broken), rules)).toEqual(saidOfBroken));
  test('is another text', () => expect(JSON.stringify(rewritten)).not.toBe(text));
});
