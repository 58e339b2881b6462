import { parseYaml } from '../../../../tools/prove/read/yaml';

const parsed = (text: string): unknown => parseYaml('a.yaml', text);

describe('short forms', () => {
  test.each([
    ['!Ref A', { Ref: 'A' }],
    ['!Condition A', { Condition: 'A' }],
    ['!GetAtt A.B.C', { 'Fn::GetAtt': ['A', 'B.C'] }],
    ['!GetAtt [A, B.C]', { 'Fn::GetAtt': ['A', 'B.C'] }],
    ['!Sub "${A}-x"', { 'Fn::Sub': '${A}-x' }],
    ['!Sub ["${A}", { A: !Ref B }]', { 'Fn::Sub': ['${A}', { A: { Ref: 'B' } }] }],
    ['!Join ["", [!Ref A, !GetAtt B.C]]', { 'Fn::Join': ['', [{ Ref: 'A' }, { 'Fn::GetAtt': ['B', 'C'] }]] }],
    ['!Select [0, !Split [",", !Ref A]]', { 'Fn::Select': [0, { 'Fn::Split': [',', { Ref: 'A' }] }] }],
    ['!If [C, !Ref A, !Ref AWS::NoValue]', { 'Fn::If': ['C', { Ref: 'A' }, { Ref: 'AWS::NoValue' }] }],
    ['!FindInMap [A, !Ref B, c]', { 'Fn::FindInMap': ['A', { Ref: 'B' }, 'c'] }],
    ['!ImportValue a', { 'Fn::ImportValue': 'a' }],
    ['!Equals [!Ref A, b]', { 'Fn::Equals': [{ Ref: 'A' }, 'b'] }],
    [
      '!And [!Not [!Condition A], !Or [!Condition B, !Condition C]]',
      { 'Fn::And': [{ 'Fn::Not': [{ Condition: 'A' }] }, { 'Fn::Or': [{ Condition: 'B' }, { Condition: 'C' }] }] },
    ],
    ['!Base64 a', { 'Fn::Base64': 'a' }],
    ['!Cidr [a, 1, 2]', { 'Fn::Cidr': ['a', 1, 2] }],
    ['!GetAZs ""', { 'Fn::GetAZs': '' }],
    ['!Length [1]', { 'Fn::Length': [1] }],
    ['!ToJsonString { a: 1 }', { 'Fn::ToJsonString': { a: 1 } }],
    ['!Transform { Name: AWS::Include }', { 'Fn::Transform': { Name: 'AWS::Include' } }],
    ['!Ref 123', { Ref: '123' }],
  ])('%s', (text, expected) => {
    expect(parsed(`a: ${text}`)).toEqual({ a: expected });
  });
});

describe('anchors', () => {
  test('within short forms', () => {
    expect(parsed('a: &a { Ref: X }\nb: !If [C, *a, !Join ["", [*a]]]')).toEqual({
      a: { Ref: 'X' },
      b: { 'Fn::If': ['C', { Ref: 'X' }, { 'Fn::Join': ['', [{ Ref: 'X' }]] }] },
    });
  });

  test('of a short form', () => {
    expect(parsed('a: &a !Ref X\nb: *a')).toEqual({ a: { Ref: 'X' }, b: { Ref: 'X' } });
  });

  test('<< merges, what is written stands, the first of several wins', () => {
    expect(parsed('a: &a { x: 1, y: 1 }\nb: &b { y: 2, z: 2 }\nc: { <<: [*a, *b], z: 3 }')).toMatchObject({
      c: { x: 1, y: 1, z: 3 },
    });
  });

  test('a name used again means the later node', () => {
    expect(parsed('a: &a 1\nb: *a\nc: &a 2\nd: *a')).toEqual({ a: 1, b: 1, c: 2, d: 2 });
  });
});

describe('values', () => {
  test.each([
    ['true', true],
    ['True', true],
    ['"true"', 'true'],
    ['yes', 'yes'],
    ['2012-10-17', '2012-10-17'],
    ['111122223333', 111122223333],
    ['~', null],
    ['|\n  a\n  b\n', 'a\nb\n'],
  ])('%s', (text, expected) => {
    expect(parsed(`a: ${text}`)).toEqual({ a: expected });
  });

  test('a key of the prototype is a key like any other', () => {
    const value = parsed('__proto__: { polluted: true }\nconstructor: 1') as object;
    expect([Object.keys(value), ({} as { polluted?: true }).polluted]).toEqual([
      ['__proto__', 'constructor'],
      undefined,
    ]);
  });
});
