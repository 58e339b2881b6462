import type { Json, Template } from '../../../tools/prove/json';
import type { StackInput } from '../../../tools/prove/model';
import { Evaluator } from '../../../tools/prove/evaluate';
import { unknownIn } from '../../../tools/prove/marks';

const stackOf = (template: Partial<Template>, rest: Partial<StackInput> = {}): StackInput => ({
  name: 'app',
  template: { Resources: {}, ...template },
  source: { file: 'app.template.json', text: '', format: 'json' },
  parameters: {},
  notes: [],
  ...rest,
});

/** What a value comes to in a stack, among others. */
function evaluate(
  value: Json,
  template: Partial<Template> = {},
  rest: Partial<StackInput> = {},
  others: StackInput[] = [],
) {
  const stack = stackOf(template, rest);
  return new Evaluator([stack, ...others]).value(stack, value);
}

const bucket = { Bucket: { Type: 'AWS::S3::Bucket' } };

describe('intrinsics', () => {
  test.each<[string, Json, Json]>([
    ['Ref of a resource', { Ref: 'Bucket' }, '⟦app/Bucket⟧'],
    ['Ref of a parameter', { Ref: 'Name' }, 'wallet'],
    ['Ref of a list', { Ref: 'List' }, ['a', 'b']],
    ['GetAtt with a dot', { 'Fn::GetAtt': 'Bucket.Arn' }, '⟦app/Bucket.Arn⟧'],
    ['GetAtt with a list', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, '⟦app/Bucket.Arn⟧'],
    ['Sub', { 'Fn::Sub': '${Bucket}-${Bucket.Arn}-${!Literal}' }, '⟦app/Bucket⟧-⟦app/Bucket.Arn⟧-${Literal}'],
    ['Sub with variables', { 'Fn::Sub': ['${A}${A}', { A: { Ref: 'Name' } }] }, 'walletwallet'],
    ['Join', { 'Fn::Join': [':', ['a', { Ref: 'Bucket' }]] }, 'a:⟦app/Bucket⟧'],
    ['Join of a list parameter', { 'Fn::Join': ['/', { Ref: 'List' }] }, 'a/b'],
    ['Select', { 'Fn::Select': ['1', ['a', 'b']] }, 'b'],
    ['Split outside of marks', { 'Fn::Split': ['/', { 'Fn::Sub': 'a/${Bucket}/b' }] }, ['a', '⟦app/Bucket⟧', 'b']],
    ['FindInMap', { 'Fn::FindInMap': ['Map', 'top', 'second'] }, 'mapped'],
    ['FindInMap with a default', { 'Fn::FindInMap': ['Map', 'top', 'none', { DefaultValue: 'other' }] }, 'other'],
    ['If', { 'Fn::If': ['Yes', 'a', 'b'] }, 'a'],
    ['If of what is the same both ways', { 'Fn::If': ['Open', 'a', 'a'] }, 'a'],
    ['Length', { 'Fn::Length': { Ref: 'List' } }, 2],
    ['ToJsonString', { 'Fn::ToJsonString': { a: { Ref: 'Name' } } }, '{"a":"wallet"}'],
    ['Partition', { Ref: 'AWS::Partition' }, 'aws-cn'],
    ['SSM reference', '{{resolve:ssm:/app/host}}', '⟦app/Bucket⟧'],
    ['SSM reference with a version', 'https://{{resolve:ssm:/app/host:3}}/', 'https://⟦app/Bucket⟧/'],
    ['SSM parameter type', { Ref: 'Host' }, '⟦app/Bucket⟧'],
    ['SSM parameter by attribute', { 'Fn::GetAtt': ['Stored', 'Value'] }, '⟦app/Bucket⟧'],
    ['secrets stay references', '{{resolve:secretsmanager:key}}', '{{resolve:secretsmanager:key}}'],
  ])('%s', (_, written, expected) => {
    const template: Partial<Template> = {
      Parameters: {
        Name: { Type: 'String', Default: 'wallet' },
        List: { Type: 'CommaDelimitedList', Default: 'a, b' },
        Open: { Type: 'String' },
        Host: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/app/host' },
      },
      Mappings: { Map: { top: { second: 'mapped' } } },
      Conditions: { Yes: { 'Fn::Equals': ['a', 'a'] }, Open: { 'Fn::Equals': [{ Ref: 'Open' }, 'a'] } },
      Resources: {
        ...bucket,
        Stored: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/app/host', Value: { Ref: 'Bucket' } } },
      },
    };
    expect(evaluate(written, template, { region: 'cn-north-1' })).toEqual(expected);
  });

  test('AWS::NoValue takes its property, or its place in a list, away', () => {
    expect(evaluate({ a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'AWS::NoValue' }, 1] })).toEqual({ b: [1] });
  });

  test('a given parameter goes before its default, and a list is split', () => {
    const Parameters = { P: { Type: 'CommaDelimitedList', Default: 'x' } };
    expect(evaluate({ Ref: 'P' }, { Parameters }, { parameters: { P: 'a,b' } })).toEqual(['a', 'b']);
  });
});

describe('what cannot be known is unknown, with its reason', () => {
  test.each<[string, Json, RegExp]>([
    ['a parameter without a value', { Ref: 'P' }, /parameter P has no value/],
    ['a parameter from SSM', { Ref: 'S' }, /SSM parameter \/elsewhere is read at deployment/],
    ['nothing by that name', { Ref: 'Nothing' }, /no such resource or parameter/],
    ['an undecided condition', { 'Fn::If': ['C', 'a', 'b'] }, /condition C cannot be decided/],
    ['an import from elsewhere', { 'Fn::ImportValue': 'x' }, /export x is in none of the templates/],
    ['a macro', { 'Fn::Transform': { Name: 'AWS::Include' } }, /Fn::Transform is not resolved/],
    [
      'an output under an undecided condition',
      { 'Fn::GetStackOutput': { StackName: 'app', OutputName: 'O' } },
      /output O cannot be decided/,
    ],
    ['text that imitates a reference', '⟦app/Bucket⟧', /reserved character/],
    ['a mapping that imitates a reference', { 'Fn::FindInMap': ['M', 'a', 'b'] }, /reserved character/],
    ['a parameter that imitates one', { Ref: 'Forged' }, /reserved character/],
    ['a separator that imitates one', { 'Fn::Join': ['⟦app/Bucket⟧', ['a', 'b']] }, /reserved character/],
    ['a logical id that poses as an attribute', { Ref: 'Bucket.Arn' }, /not letters and digits/],
  ])('%s', (_, written, reason) => {
    const value = evaluate(written, {
      Parameters: {
        P: { Type: 'String' },
        S: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/elsewhere' },
        Forged: { Type: 'CommaDelimitedList', Default: 'a,⟦app/Bucket⟧' },
      },
      Mappings: { M: { a: { b: ['⟦app/Bucket⟧'] } } },
      Conditions: { C: { 'Fn::Equals': [{ Ref: 'P' }, 'a'] } },
      Resources: { ...bucket, 'Bucket.Arn': { Type: 'AWS::S3::Bucket' } },
      Outputs: { O: { Value: 'x', Condition: 'C' } },
    });
    expect(unknownIn(value)).toMatch(reason);
  });
});

describe('stacks together', () => {
  const maker = stackOf(
    {
      Resources: bucket,
      Outputs: {
        Name: { Value: { Ref: 'Bucket' }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}-bucket' } } },
        Off: { Value: 'x', Condition: 'Never', Export: { Name: 'off' } },
      },
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
    },
    { name: 'maker' },
  );

  test('by export', () => {
    expect(evaluate({ 'Fn::ImportValue': 'maker-bucket' }, {}, {}, [maker])).toBe('⟦maker/Bucket⟧');
  });

  test('by output', () => {
    const reference = { 'Fn::GetStackOutput': { StackName: 'maker', OutputName: 'Name' } };
    expect(evaluate(reference, {}, {}, [maker])).toBe('⟦maker/Bucket⟧');
  });

  test('an output whose condition is false is not exported', () => {
    expect(unknownIn(evaluate({ 'Fn::ImportValue': 'off' }, {}, {}, [maker]))).toMatch(/none of the templates/);
  });

  test('a nested stack gets parameters and gives outputs', () => {
    const parent = stackOf(
      {
        Resources: {
          ...bucket,
          Child: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { P: { Ref: 'Bucket' } } } },
        },
      },
      { name: 'parent' },
    );
    const child = stackOf(
      { Parameters: { P: { Type: 'String' } }, Outputs: { Out: { Value: { Ref: 'P' } } } },
      { name: 'parent/Child', parent: { stack: 'parent', logicalId: 'Child' } },
    );
    expect(new Evaluator([parent, child]).value(parent, { 'Fn::GetAtt': ['Child', 'Outputs.Out'] })).toBe(
      '⟦parent/Bucket⟧',
    );
  });
});

describe('conditions', () => {
  test.each<[string, Json, boolean | 'unknown']>([
    ['equal texts', { 'Fn::Equals': ['a', 'a'] }, true],
    ['the same reference twice', { 'Fn::Equals': [{ Ref: 'AWS::Region' }, { Ref: 'AWS::Region' }] }, true],
    ['a text and what only a deployment knows', { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'a'] }, 'unknown'],
    ['true and unknown', { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'Open' }] }, 'unknown'],
    ['false and unknown', { 'Fn::And': [{ Condition: 'No' }, { Condition: 'Open' }] }, false],
    ['true or unknown', { 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'Open' }] }, true],
    ['false or unknown', { 'Fn::Or': [{ Condition: 'No' }, { Condition: 'Open' }] }, 'unknown'],
    ['not unknown', { 'Fn::Not': [{ Condition: 'Open' }] }, 'unknown'],
    ['nothing to and', { 'Fn::And': [] }, 'unknown'],
    ['itself', { 'Fn::Not': [{ Condition: 'It' }] }, 'unknown'],
  ])('%s', (_, It, expected) => {
    const stack = stackOf({
      Parameters: { P: { Type: 'String' } },
      Conditions: {
        Yes: { 'Fn::Equals': ['a', 'a'] },
        No: { 'Fn::Equals': ['a', 'b'] },
        Open: { 'Fn::Equals': [{ Ref: 'P' }, 'a'] },
        It,
      },
    });
    expect(new Evaluator([stack]).condition(stack, 'It')).toBe(expected);
  });
});
