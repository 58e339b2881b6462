import * as fc from 'fast-check';
import { read } from '../../../tools/prove/read';
import { UnreadableError } from '../../../tools/prove/read/error';
import { rules } from '../../../tools/prove/rules';
import { anything, crash } from '../../../tools/score/fuzz';
import { assemblyDirectory } from '../../assembly';
import { expectNoRuleFailed, json, route, tryOut } from './fuzz';

describe('references that come back to themselves', () => {
  const outcome = tryOut(
    json({
      Parameters: { P: { Type: 'String' } },
      Conditions: {
        A: { Condition: 'B' },
        B: { 'Fn::Not': [{ Condition: 'A' }] },
        C: { 'Fn::Equals': [{ 'Fn::If': ['C', '1', '2'] }, '1'] },
      },
      Resources: {
        ...route({
          Description: { 'Fn::If': ['A', 'x', 'y'] },
          DisableExecuteApiEndpoint: { 'Fn::If': ['C', true, false] },
        }),
        Role: { Type: 'AWS::IAM::Role', Properties: { Policies: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
        Child: {
          Type: 'AWS::CloudFormation::Stack',
          Properties: { Parameters: { P: { 'Fn::GetAtt': ['Child', 'Outputs.P'] } } },
        },
      },
      Outputs: {
        A: { Value: { 'Fn::ImportValue': 'b' }, Export: { Name: 'a' } },
        B: { Value: { 'Fn::ImportValue': 'a' }, Export: { Name: 'b' } },
        S: { Value: { 'Fn::GetStackOutput': { StackName: 'app', OutputName: 'S' } } },
      },
    }),
  );

  test('come to an end', () => expectNoRuleFailed(outcome));

  test('prove nothing', () => {
    const verdicts = outcome instanceof UnreadableError ? [] : outcome.routes.map(({ verdict }) => verdict);
    expect(verdicts).not.toHaveLength(0);
    expect(verdicts).not.toContain('complete');
  });
});

describe('names that JavaScript keeps for itself', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype'];

  test.each(names)('%s, everywhere a name may stand', name => {
    const text = `{
      "Transform": "AWS::Serverless-2016-10-31",
      "Parameters": {"${name}": {"Type": "String"}},
      "Mappings": {"${name}": {"${name}": {"${name}": "x"}}},
      "Conditions": {"${name}": {"Fn::Equals": [{"Ref": "${name}"}, {"Fn::FindInMap": ["${name}", "${name}", "${name}"]}]}},
      "Resources": {
        "${name}": {"Type": "${name}", "Condition": "${name}", "Properties": {"${name}": {"Fn::GetAtt": ["${name}", "${name}"]}}},
        "Api": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"${name}": {"Ref": "${name}"}, "Body": {"paths": {"${name}": {"get": {"security": [{"${name}": []}]}}}}}},
        "Stage": {"Type": "AWS::ApiGatewayV2::Stage", "Properties": {"ApiId": {"Ref": "Api"}, "RouteSettings": {"${name}": {"${name}": 1}}}},
        "Fn": {"Type": "AWS::Serverless::Function", "Properties": {"Events": {"${name}": {"Type": "HttpApi", "Properties": {"Path": "/${name}", "Method": "${name}"}}}, "Environment": {"Variables": {"${name}": "x"}}}},
        "Bare": {"Type": "AWS::Lambda::Function", "Properties": {"Role": {"${name}": 1}}}
      },
      "Outputs": {"${name}": {"Value": {"Fn::GetAtt": ["${name}", "${name}"]}, "Export": {"Name": "${name}"}}}
    }`;
    expectNoRuleFailed(tryOut(text));
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('get');
    expect(({} as Record<string, unknown>)['Type']).toBeUndefined();
  });
});

describe('wrong types everywhere', () => {
  const sections = ['Parameters', 'Conditions', 'Mappings', 'Outputs', 'Transform', 'Metadata', 'Globals', 'Rules'];

  test('in the sections of a template', () => {
    fc.assert(
      fc.property(fc.constantFrom(...sections), anything, (section, value) => {
        expectNoRuleFailed(tryOut(json({ [section]: value, Resources: route({ Name: { Ref: 'A' } }) })));
      }),
      { numRuns: 80 },
    );
  });

  test('in a resource', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('Type', 'Properties', 'Condition', 'Metadata', 'DependsOn'),
        anything,
        (key, value) => {
          expectNoRuleFailed(
            tryOut(json({ Resources: { ...route({}), Odd: { Type: 'AWS::IAM::Role', [key]: value } } })),
          );
        },
      ),
      { numRuns: 80 },
    );
  });

  test('in any property of our own assembly', () => {
    const { stacks } = read([assemblyDirectory]);
    expect(crash(stacks, rules, 120)).toBeUndefined();
  });

  test('a rule that throws at one of them is told', () => {
    const { stacks } = read([assemblyDirectory]);
    const [first] = rules;
    const throws = () => {
      throw new Error('on purpose');
    };
    expect(crash(stacks, first === undefined ? [] : [{ ...first, check: throws }], 1)).toContain('on purpose');
  });

  test('text that is no template at all', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ maxLength: 200 }), fc.json()),
        fc.constantFrom('a.json', 'a.yaml'),
        (text, name) => {
          expectNoRuleFailed(tryOut(text, name));
        },
      ),
      { numRuns: 150 },
    );
  });
});
