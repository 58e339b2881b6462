import { compileTransformations } from '../../../../tools/local/waf/transformations';

const apply = (type: string, text: string): string =>
  compileTransformations([{ Priority: 0, Type: type }], 'here')(text);

test.each([
  ['NONE', 'A%20b', 'A%20b'],
  ['LOWERCASE', 'AbC\u00c4', 'abc\u00c4'],
  ['UPPERCASE', 'aBc', 'ABC'],
  ['URL_DECODE', '%2Fa%2fb+c%zz%4', '/a/b c%zz%4'],
  ['HTML_ENTITY_DECODE', '&lt;a&gt;&quot;&nbsp;&#x41;&#66;&unknown;', '<a>"\u00a0AB&unknown;'],
  ['COMPRESS_WHITE_SPACE', 'a \t\r\n\f\v\u00a0 b', 'a b'],
  ['BASE64_DECODE', 'YWRtaW4=', 'admin'],
  ['BASE64_DECODE', 'YWRt!aW4=', 'adm'],
  ['BASE64_DECODE_EXT', 'YWRt!aW4=', 'admin'],
  ['HEX_DECODE', '61646d696e', 'admin'],
  ['REMOVE_NULLS', 'a\0d\0', 'ad'],
  ['REPLACE_NULLS', 'a\0d', 'a d'],
  ['REPLACE_COMMENTS', 'a/*x*/b/**/c/*open', 'a b c '],
  ['NORMALIZE_PATH', '/a//b/./c/../d', '/a/b/d'],
  ['NORMALIZE_PATH', '/a/../../b/', '/../b/'],
  ['NORMALIZE_PATH_WIN', String.raw`\a\..\b`, '/b'],
  ['CMD_LINE', 'C^md "/c"  DIR,x ; y', 'cmd/c dir x y'],
  ['MD5', '', '\u00d4\u001d\u008c\u00d9\u008f\u0000\u00b2\u0004\u00e9\u0080\u0009\u0098\u00ec\u00f8\u0042\u007e'],
])('%s of %j is %j', (type, text, expected) => expect(apply(type, text)).toBe(expected));

test('they run by priority, whatever order they are written in', () => {
  const transform = compileTransformations(
    [
      { Priority: 2, Type: 'LOWERCASE' },
      { Priority: 1, Type: 'BASE64_DECODE' },
    ],
    'here',
  );
  expect(transform('QURNSU4=')).toBe('admin');
});

test('one that is not known stops the start with its name', () =>
  expect(() => apply('JS_DECODE', '')).toThrow('here: got text transformation JS_DECODE, takes one of: NONE, '));
