import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemblyDirectory, ofType, prefix, stackNames, template } from '../assembly';

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly dependencies?: readonly string[];
  readonly properties?: { readonly terminationProtection?: boolean; readonly tags?: Readonly<Record<string, string>> };
}

const { artifacts } = JSON.parse(readFileSync(join(assemblyDirectory, 'manifest.json'), 'utf8')) as {
  artifacts: Readonly<Record<string, Artifact>>;
};
const artifact = (stack: string): Artifact => artifacts[`${prefix}-${stack}`] ?? { type: 'none' };
const dependencies = (stack: string): string[] =>
  (artifact(stack).dependencies ?? []).flatMap(name =>
    name.startsWith(`${prefix}-`) && !name.endsWith('.assets') ? [name.slice(prefix.length + 1)] : [],
  );

test('the stacks are those a request meets, and the one that watches', () =>
  expect(stackNames()).toEqual(['data', 'edge', 'gateway', 'identity', 'services', 'trust', 'watch']));

describe.each(stackNames())('%s', stack => {
  test('is protected from deletion in production', () =>
    expect(artifact(stack).properties?.terminationProtection).toBe(true));

  test('says whose it is and what it does', () => {
    expect(artifact(stack).properties?.tags).toEqual({ application: 'portcullis', environment: 'example', stack });
    expect((template(stack) as { Description?: string }).Description).toMatch(/^portcullis-example: \w+/);
  });

  test('stands where config says, the edge in us-east-1', () =>
    expect(artifact(stack).environment).toBe(`aws://unknown-account/${stack === 'edge' ? 'us-east-1' : 'eu-west-1'}`));

  test('has no export that another stack could hold fast', () => {
    const text = JSON.stringify(template(stack));
    expect(text).not.toContain('Fn::ImportValue');
    expect(Object.values(template(stack).Outputs ?? {}).filter(output => output.Export)).toEqual([]);
    expect(ofType(template(stack), 'AWS::SSM::Parameter')).toEqual([]);
  });
});

test('a retained resource with a fixed name does not survive the rollback of its creation', () => {
  const fixed = /^(?:BucketName|LogGroupName|RoleName|TableName|TopicName|FunctionName|QueueName)$/;
  const stuck = stackNames().flatMap(stack =>
    Object.entries(template(stack).Resources)
      .filter(
        ([, { Properties = {}, DeletionPolicy }]) =>
          DeletionPolicy === 'Retain' && Object.keys(Properties).some(key => fixed.test(key)),
      )
      .map(([id, { Type }]) => `${stack}: ${Type} ${id}`),
  );
  expect(stuck).toEqual([]);
});

describe('the order of deployment', () => {
  test('the gateway trusts a CA before the edge uses it', () => expect(dependencies('edge')).toContain('gateway'));

  test('the CA is certified before the gateway publishes its truststore', () =>
    expect(dependencies('gateway')).toEqual(expect.arrayContaining(['trust', 'identity', 'services'])));

  test('nothing crosses a Region: the edge takes no value from another stack, and none from it', () => {
    expect(JSON.stringify(template('edge'))).not.toContain('Fn::GetStackOutput');
    for (const stack of stackNames())
      expect(JSON.stringify(template(stack))).not.toContain(`"StackName":"${prefix}-edge"`);
  });

  test('no value that rotates crosses a stack: the truststore stays in the gateway', () => {
    for (const stack of stackNames())
      expect(JSON.stringify(template(stack))).not.toMatch(/"OutputName":"[^"]*Truststore/);
  });
});
