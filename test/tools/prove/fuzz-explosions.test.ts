import { expectNoRuleFailed, json, route, tryOut, within } from './fuzz';

describe('templates made to explode', () => {
  test('strings that double through outputs, 60 times over', () => {
    const Outputs = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [
        `O${i}`,
        {
          Value: i === 0 ? 'xxxxxxxx' : { 'Fn::Join': ['', [imported(i - 1), imported(i - 1)]] },
          Export: { Name: `o${i}` },
        },
      ]),
    );
    within(3_000, () => expectNoRuleFailed(tryOut(json({ Resources: route({ Name: imported(59) }), Outputs }))));
  });

  const imported = (i: number): object => ({ 'Fn::ImportValue': `o${i}` });

  test('substitutions nested 60 deep, each twice', () => {
    const nested = Array.from({ length: 60 }).reduce<object | string>(
      inner => ({ 'Fn::Sub': ['${a}${a}', { a: inner }] }),
      'x',
    );
    within(3_000, () => expectNoRuleFailed(tryOut(json({ Resources: route({ Name: nested }) }))));
  });

  test('conditions that each ask the one before twice, 2,000 of them', () => {
    const Conditions = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, i) => [
        `C${i}`,
        i === 0
          ? { 'Fn::Equals': ['a', { Ref: 'P' }] }
          : { 'Fn::And': [{ Condition: `C${i - 1}` }, { 'Fn::Not': [{ 'Fn::Not': [{ Condition: `C${i - 1}` }] }] }] },
      ]),
    );
    const Resources = route({ Name: { 'Fn::If': ['C1999', 'a', 'b'] } });
    within(3_000, () =>
      expectNoRuleFailed(tryOut(json({ Parameters: { P: { Type: 'String' } }, Conditions, Resources }))),
    );
  });

  test('undecided conditions nested 150 deep around a large value', () => {
    const nested = Array.from({ length: 150 }).reduce<unknown>(
      (inner, _, i) => ({ 'Fn::If': ['C', inner, String(i)] }),
      'x'.repeat(100_000),
    );
    const template_ = {
      Parameters: { P: { Type: 'String' } },
      Conditions: { C: { 'Fn::Equals': ['a', { Ref: 'P' }] } },
      Resources: route({ Name: nested }),
    };
    within(5_000, () => expectNoRuleFailed(tryOut(json(template_))));
  });

  test('one mapping of a megabyte, looked up 5,000 times', () => {
    const many = Array.from({ length: 5_000 }, () => ({ 'Fn::FindInMap': ['M', 'a', 'b'] }));
    const template_ = { Mappings: { M: { a: { b: 'x'.repeat(1_000_000) } } }, Resources: route({ Tags: many }) };
    within(5_000, () => expectNoRuleFailed(tryOut(json(template_))));
  });

  test('SSM parameters that name each other', () => {
    const parameter = (name: string, other: string): object => ({
      Type: 'AWS::SSM::Parameter',
      Properties: { Name: name, Value: `{{resolve:ssm:${other}}}{{resolve:ssm:${other}}}` },
    });
    const Resources = { ...route({ Name: '{{resolve:ssm:a}}' }), A: parameter('a', 'b'), B: parameter('b', 'a') };
    within(2_000, () => expectNoRuleFailed(tryOut(json({ Resources }))));
  });

  test('YAML aliases that multiply', () => {
    const lines = Array.from({ length: 30 }, (_, i) => `  - &a${i + 1} [*a${i}, *a${i}, *a${i}, *a${i}]`);
    const yaml = `Metadata:\n  - &a0 [x, x]\n${lines.join('\n')}\nResources:\n  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: *a30 } }\n`;
    within(5_000, () => expectNoRuleFailed(tryOut(yaml, 'app.yaml')));
  });

  test('a YAML alias to what it stands in', () => {
    const yaml = "Resources:\n  Api: &a\n    Type: 'AWS::ApiGatewayV2::Api'\n    Properties: *a\n";
    within(2_000, () => expectNoRuleFailed(tryOut(yaml, 'app.yaml')));
  });

  test('10 MB of resources', () => {
    const Resources = {
      ...route({}),
      ...Object.fromEntries(
        Array.from({ length: 10_000 }, (_, i) => [
          `Table${i}`,
          { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'x'.repeat(900), Tags: [{ Ref: 'Api' }] } },
        ]),
      ),
    };
    within(10_000, () => expectNoRuleFailed(tryOut(json({ Resources }))));
  });
});

describe('nesting 100,000 deep', () => {
  const deep = 100_000;
  const nest = (before: string, inner: string, after: string): string =>
    `${before.repeat(deep)}${inner}${after.repeat(deep)}`;
  const app = (property: string): string =>
    `{"Resources":{"Api":{"Type":"AWS::ApiGatewayV2::Api","Properties":{"ProtocolType":"HTTP","X":${property}}}}}`;

  test.each([
    ['lists', nest('[', '1', ']')],
    ['objects', nest('{"a":', '1', '}')],
    ['joins', nest('{"Fn::Join":["",[', '"x"', ']]}')],
    ['conditions', nest('{"Fn::If":["C",1,', '"x"', ']}')],
  ])('of %s in a property', (_, property) => expectNoRuleFailed(tryOut(app(property))));

  test('of a condition', () => {
    const condition = nest('{"Fn::Not":[', '{"Fn::Equals":["a","a"]}', ']}');
    expectNoRuleFailed(
      tryOut(`{"Conditions":{"C":${condition}},"Resources":{"Api":{"Type":"AWS::ApiGatewayV2::Api","Condition":"C"}}}`),
    );
  });

  test('of a policy document that SAM keeps', () => {
    const policy = `{"Statement":${nest('[', '1', ']')}}`;
    expectNoRuleFailed(
      tryOut(
        `{"Transform":"AWS::Serverless-2016-10-31","Resources":{"F":{"Type":"AWS::Serverless::Function","Properties":{"Policies":[${policy}]}}}}`,
      ),
    );
  });

  test('of YAML', () => {
    expectNoRuleFailed(tryOut(`Resources: ${nest('[', '1', ']')}\n`, 'app.yaml'));
    expectNoRuleFailed(
      tryOut(`Resources:\n  A:\n    Type: T\n    Properties: ${nest('{a: ', '1', '}')}\n`, 'app.yaml'),
    );
  });
});
