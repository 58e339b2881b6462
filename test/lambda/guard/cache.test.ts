import { cache } from '../../../lambda/guard/cache';

let now = 0;
const clock = () => now;
const made = (most = 3) => cache<string>({ forMs: 5_000, most, now: clock });
beforeEach(() => (now = 1_000_000));

test('an answer counts for five seconds from when the store was asked', () => {
  const answers = made();
  answers.set('a', 'yes', now - 1_000);
  now += 3_999;
  expect(answers.get('a')).toBe('yes');
  now += 1;
  expect(answers.get('a')).toBeUndefined();
});

test('a clock that is set back makes nothing young again', () => {
  const answers = made();
  answers.set('a', 'yes', now);
  now -= 60_000;
  expect(answers.get('a')).toBeUndefined();
});

test('what is remembered is bounded; the oldest goes', () => {
  const answers = made(3);
  for (const key of ['a', 'b', 'a', 'c', 'd']) answers.set(key, key, now);
  expect(['a', 'b', 'c', 'd'].map(key => answers.get(key))).toEqual(['a', undefined, 'c', 'd']);
});

test.each([-1, 5_001, Number.NaN, Infinity])('does not start with %d ms', forMs => {
  expect(() => cache({ forMs, most: 1, now: clock })).toThrow('cache: forMs');
});
