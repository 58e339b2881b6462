import * as fc from 'fast-check';
import type { Json } from '../../../tools/prove/json';
import { Model, type StackInput } from '../../../tools/prove/model';
import { profilePolicy } from '../../../tools/prove/policy';
import { prove, type Proof } from '../../../tools/prove/proof';
import { read } from '../../../tools/prove/read';
import { UnreadableError } from '../../../tools/prove/read/error';
import { rules } from '../../../tools/prove/rules';
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

function proveOur(stacks: readonly StackInput[], at: number, id: string, name: string, value: Json): Proof {
  const changed = stacks.map((stack, i) => {
    const resource = stack.template.Resources[id];
    if (i !== at || resource === undefined) return stack;
    const Resources = {
      ...stack.template.Resources,
      [id]: { ...resource, Properties: { ...resource.Properties, [name]: value } },
    };
    return { ...stack, template: { ...stack.template, Resources } };
  });
  return prove(new Model(changed), profilePolicy('consumer'), rules);
}

const anything = fc.jsonValue({ maxDepth: 3 });
const intrinsic = fc.oneof(
  ...[
    'Ref',
    'Fn::GetAtt',
    'Fn::Sub',
    'Fn::Join',
    'Fn::If',
    'Fn::Select',
    'Fn::Split',
    'Fn::FindInMap',
    'Fn::ImportValue',
  ].map(name => anything.map(value => ({ [name]: value }))),
);

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
    const places = stacks.flatMap((stack, i) =>
      Object.entries(stack.template.Resources).flatMap(([id, { Properties = {} }]) =>
        Object.keys(Properties).map(name => [i, id, name] as const),
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.oneof(anything, intrinsic), ([i, id, name], value) => {
        expectNoRuleFailed(proveOur(stacks, i, id, name, value as Json));
      }),
      { numRuns: 120 },
    );
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
