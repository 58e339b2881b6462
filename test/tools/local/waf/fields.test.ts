import { body, bytes, headers, matcher, method, query, size, type Changes, type Json } from './support';

describe.each<[string, Json, Changes[], Changes[]]>([
  [
    'a header',
    bytes('EXACTLY', 'x', { SingleHeader: { Name: 'X-Key' } }),
    [headers(['x-key', 'x'])],
    [headers(['x-other', 'x']), {}],
  ],
  [
    'a repeated header, joined',
    bytes('EXACTLY', 'a,b', { SingleHeader: { Name: 'x-key' } }),
    [headers(['x-key', 'a'], ['x-key', 'b'])],
    [headers(['x-key', 'a'])],
  ],
  [
    'all headers, keys',
    bytes('STARTS_WITH', 'x-forged', {
      Headers: { MatchPattern: { All: {} }, MatchScope: 'KEY', OversizeHandling: 'CONTINUE' },
    }),
    [headers(['x-forged-1', 'a'])],
    [headers(['a', 'x-forged'])],
  ],
  [
    'some headers, values',
    bytes('EXACTLY', 'v', {
      Headers: { MatchPattern: { IncludedHeaders: ['A'] }, MatchScope: 'VALUE', OversizeHandling: 'CONTINUE' },
    }),
    [headers(['a', 'v'])],
    [headers(['b', 'v'], ['v', 'a'])],
  ],
  [
    'all headers but some',
    bytes('EXACTLY', 'v', {
      Headers: { MatchPattern: { ExcludedHeaders: ['a'] }, MatchScope: 'ALL', OversizeHandling: 'NO_MATCH' },
    }),
    [headers(['b', 'v']), headers(['v', 'b'])],
    [headers(['a', 'v']), headers(['big', 'x'.repeat(8_192)], ['b', 'v'])],
  ],
  [
    'more headers than WAF is shown',
    bytes('EXACTLY', 'never', { Headers: { MatchPattern: { All: {} }, MatchScope: 'KEY', OversizeHandling: 'MATCH' } }),
    [headers(['big', 'x'.repeat(8_192)]), headers(...Array.from({ length: 201 }, (): [string, string] => ['a', 'b']))],
    [headers(...Array.from({ length: 200 }, (): [string, string] => ['a', 'b']))],
  ],
  [
    'cookies',
    bytes('EXACTLY', '1', {
      Cookies: { MatchPattern: { IncludedCookies: ['a'] }, MatchScope: 'VALUE', OversizeHandling: 'CONTINUE' },
    }),
    [headers(['cookie', 'b=2; a=1'])],
    [headers(['cookie', 'a=2; b=1']), {}],
  ],
  [
    'a query argument, in any case',
    bytes('EXACTLY', '1', { SingleQueryArgument: { Name: 'Page' } }),
    [query('x=2&PAGE=1')],
    [query('x=1'), {}],
  ],
  ['every query argument', bytes('EXACTLY', '1', { AllQueryArguments: {} }), [query('x=2&y=1')], [query('1=x'), {}]],
  ['the query string', bytes('EXACTLY', 'a=1', { QueryString: {} }), [query('a=1')], [query('a=2'), {}]],
  ['the method', bytes('EXACTLY', 'TRACE', { Method: {} }), [method('TRACE')], [method('GET')]],
  ['the body', size('GT', 3, { Body: {} }), [body('abcd'), body('abcd', true)], [body('abc'), body('')]],
  [
    'a body too long to see: match',
    size('GT', 9, { Body: { OversizeHandling: 'MATCH' } }),
    [body('a', true)],
    [body('a')],
  ],
  [
    'a body too long to see: no match',
    size('GT', 0, { Body: { OversizeHandling: 'NO_MATCH' } }),
    [body('a')],
    [body('a', true)],
  ],
  [
    'JSON values',
    bytes('EXACTLY', 'x', {
      JsonBody: { MatchPattern: { All: {} }, MatchScope: 'VALUE', InvalidFallbackBehavior: 'NO_MATCH' },
    }),
    [body('{"a":["x"]}'), body('[{"b":{"c":"x"}}]')],
    [body('{"x":1}'), body('{"a":"x"'), body('"x"'), body('')],
  ],
  [
    'JSON keys under a pointer',
    bytes('EXACTLY', 'x', {
      JsonBody: { MatchPattern: { IncludedPaths: ['/a/b~1c'] }, MatchScope: 'KEY', InvalidFallbackBehavior: 'MATCH' },
    }),
    [body('{"a":{"b/c":{"x":1}}}'), body('{')],
    [body('{"x":{"a":1}}'), body('{"a":{"b/c":"x"}}')],
  ],
  [
    'broken JSON as a string',
    bytes('CONTAINS', 'x', {
      JsonBody: { MatchPattern: { All: {} }, MatchScope: 'ALL', InvalidFallbackBehavior: 'EVALUATE_AS_STRING' },
    }),
    [body('{x')],
    [body('{a')],
  ],
])('%s', (_, statement, matching, others) => {
  const matches = matcher(statement);

  test.each(matching)('matches %j', changes => expect(matches(changes)).toBe(true));
  test.each(others)('does not match %j', changes => expect(matches(changes)).toBe(false));
});

test('deeply nested JSON is walked without a stack', () => {
  const statement = bytes('EXACTLY', 'x', {
    JsonBody: { MatchPattern: { All: {} }, MatchScope: 'VALUE', InvalidFallbackBehavior: 'MATCH' },
  });
  expect(matcher(statement)(body(`${'['.repeat(5_000)}"x"${']'.repeat(5_000)}`))).toBe(true);
});
