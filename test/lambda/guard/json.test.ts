import * as fc from 'fast-check';
import { parseJson } from '../../../lambda/guard/json';
import { anyCharacter } from '../../../tools/fuzz/character';

test.each([
  ['{"a":1,"a":2}', 'each field once'],
  ['{"a":1,"\\u0061":2}', 'each field once'],
  ['{"x":[{"a":1,"b":{"c":1},"a":2}]}', 'each field once'],
  ['{"__proto__":{"admin":true}}', '__proto__'],
  ['{"a":{"__proto__":1}}', '__proto__'],
  ['{"\\u005f_proto__":1}', '__proto__'],
  ['['.repeat(9) + ']'.repeat(9), 'deep'],
  ['{"a":'.repeat(4_000) + '1' + '}'.repeat(4_000), 'deep'],
  ['{"a":1', 'well-formed'],
  ['{a:1}', 'well-formed'],
  ['{"a":01}', 'well-formed'],
  ['{"a":NaN}', 'well-formed'],
  ['', 'well-formed'],
  ['\uFEFF{}', 'well-formed'],
])('refused: %.40s', (text, wants) => {
  expect(() => parseJson(text)).toThrow(
    expect.objectContaining({ name: 'JsonError', message: expect.stringContaining(wants) }),
  );
});

test('the refusal quotes nothing of the text', () => {
  expect(() => parseJson('{"password":"hunter2')).toThrow(/^well-formed JSON$/);
});

test.each([
  ['{"a":"{\\"a\\":1,\\"a\\":2}"}'],
  ['{"a":"x","b":{"a":"a"},"c":[{"a":1},{"a":2}]}'],
  ['{"a":"\\\\","b":"a: \\"b\\":"}'],
  ['["a","a",":"]'],
  [' { "a" : 1 , "b" : null } '],
])('taken: %s', text => {
  expect(parseJson(text)).toEqual(JSON.parse(text));
});

test('whatever JSON.stringify writes is taken as JSON.parse takes it', () => {
  const values = fc
    .jsonValue({ maxDepth: 5, stringUnit: anyCharacter })
    .filter(value => !JSON.stringify(value).includes('__proto__'));
  fc.assert(
    fc.property(values, value => expect(parseJson(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)))),
  );
});
