import { modelOf } from '../graph/written';

const notes = (yaml: string): readonly string[] => modelOf(yaml).stacks[0]?.notes ?? [];
const ids = (yaml: string, parameters = {}): readonly string[] =>
  [...modelOf(yaml, parameters).resources.values()].map(({ logicalId }) => logicalId);

describe('macros', () => {
  test.each([
    [
      'one of the company',
      'Transform: Company\nResources: {}',
      ['the macro Company rewrites this template when it is deployed, and cannot be run here'],
    ],
    [
      'one with parameters',
      'Transform: [{ Name: Company, Parameters: {} }]\nResources: {}',
      ['the macro Company rewrites this template when it is deployed, and cannot be run here'],
    ],
    [
      'at the root',
      'Resources: {}\nFn::Transform: { Name: AWS::Include }',
      ['the macro AWS::Include rewrites this template when it is deployed, and cannot be run here'],
    ],
    [
      'among the resources',
      'Resources: { A: { Type: x }, Fn::Transform: { Name: AWS::Include } }',
      ['Fn::Transform adds resources when it is deployed, and cannot be run here'],
    ],
    [
      'in a resource',
      'Resources: { A: { Type: x, Fn::Transform: { Name: AWS::Include } } }',
      ['AWS::Include adds to A when it is deployed, and cannot be run here'],
    ],
    [
      'beside properties',
      'Resources: { A: { Type: x, Properties: { b: 1, Fn::Transform: { Name: AWS::Include } } } }',
      ['AWS::Include adds to A when it is deployed, and cannot be run here'],
    ],
    [
      'instead of all properties',
      'Resources: { A: { Type: x, Properties: { Fn::Transform: { Name: AWS::Include } } } }',
      ['AWS::Include adds to A when it is deployed, and cannot be run here'],
    ],
    [
      'as a value: unknown there and nowhere else',
      'Resources: { A: { Type: x, Properties: { b: !Transform { Name: AWS::Include } } } }',
      [],
    ],
    ['known ones', 'Transform: [AWS::Serverless-2016-10-31, AWS::LanguageExtensions]\nResources: {}', []],
  ])('%s', (_, yaml, expected) => {
    expect(notes(yaml)).toEqual(expected);
  });
});

describe('Fn::ForEach', () => {
  const loop = (over: string, more = ''): string => `Transform: AWS::LanguageExtensions
${more}
Resources:
  Fn::ForEach::Topics:
    - Name
    - ${over}
    - "Topic\${Name}":
        Type: AWS::SNS::Topic
        Properties: { TopicName: !Ref Name, DisplayName: !Sub "\${Name}-\${AWS::Region}" }
`;

  test('is written out over a list', () => {
    const model = modelOf(loop('[A, B]'));
    expect([...model.resources.values()].map(resource => [resource.logicalId, model.properties(resource)])).toEqual([
      ['TopicA', { TopicName: 'A', DisplayName: 'A-⟦AWS::Region⟧' }],
      ['TopicB', { TopicName: 'B', DisplayName: 'B-⟦AWS::Region⟧' }],
    ]);
  });

  test('and over the default of a list parameter', () => {
    expect(ids(loop('!Ref Names', 'Parameters: { Names: { Type: CommaDelimitedList, Default: "A, C" } }'))).toEqual([
      'TopicA',
      'TopicC',
    ]);
  });

  test('over what nobody knows it is a note', () => {
    expect(notes(loop('!Ref Names', 'Parameters: { Names: { Type: CommaDelimitedList } }'))).toEqual([
      'Fn::ForEach::Topics loops over what is not known before it is deployed',
    ]);
  });

  test('what it writes without a Type is a note', () => {
    expect(notes(loop('[A]').replace('Type: AWS::SNS::Topic', 'NoType: x'))).toEqual([
      'a loop writes TopicA without a Type',
    ]);
  });

  test('loops in loops are bounded', () => {
    const items = `[${Array.from({ length: 60 }, (_, i) => `x${i}`).join(', ')}]`;
    const nested = (depth: number): string =>
      depth === 0
        ? '{ "R${A}": { Type: x } }'
        : `{ Fn::ForEach::L${depth}: [${'ABCD'[depth - 1]}, ${items}, ${nested(depth - 1)}] }`;
    const began = performance.now();
    expect(notes(`Transform: AWS::LanguageExtensions\nResources: ${nested(4)}`)).toContain(
      'its loops come to more than can be written out',
    );
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
