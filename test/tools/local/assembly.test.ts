import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';
import { App, CfnResource, Stack, Stage } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { readAssembly } from '../../../tools/local/assembly';
import { assembly, stack } from './stacks';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'portcullis-assembly-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function synthesize(): { readonly outdir: string; readonly key: string } {
  const code = join(directory, 'code');
  mkdirSync(code, { recursive: true });
  writeFileSync(join(code, 'index.js'), 'exports.handler = () => 1;');
  const app = new App({ outdir: join(directory, 'cdk.out') });
  const [last, first, nested] = [
    new Stack(app, 'Last', { env: { region: 'us-east-1' } }),
    new Stack(app, 'First', { stackName: 'renamed' }),
    new Stack(new Stage(app, 'Stage', { env: { region: 'eu-west-1' } }), 'Nested'),
  ];
  const asset = new Asset(first, 'Code', { path: code });
  new CfnResource(first, 'One', { type: 'X::Y::Z', properties: { key: asset.s3ObjectKey } });
  new CfnResource(last, 'Two', { type: 'X::Y::Z' });
  new CfnResource(nested, 'Three', { type: 'X::Y::Z' });
  last.addStackDependency(first);
  app.synth();
  return { outdir: app.outdir, key: asset.s3ObjectKey };
}

test('reads stacks in deployment order, with Regions, resources and assets, nested assemblies too', () => {
  const { outdir, key } = synthesize();
  const read = readAssembly(outdir);
  expect(read.stacks.map(({ name }) => name)).toEqual(expect.arrayContaining(['renamed', 'Last', 'Stage-Nested']));
  const order = read.stacks.map(({ name }) => name).filter(name => name !== 'Stage-Nested');
  expect(order).toEqual(['renamed', 'Last']);
  expect(read.stacks.map(({ name, region }) => [name, region])).toEqual(
    expect.arrayContaining([
      ['renamed', 'us-east-1'],
      ['Stage-Nested', 'eu-west-1'],
    ]),
  );
  expect(
    read
      .ofType('X::Y::Z')
      .map(({ logicalId }) => logicalId)
      .sort(),
  ).toEqual(['One', 'Three', 'Two']);
  const [first] = read.stacks.filter(({ name }) => name === 'renamed');
  expect(first?.asset(key)).toMatch(/asset\.[0-9a-f]{64}$/);
  expect(() => first?.asset('nope.zip')).toThrow(
    'renamed: got asset nope.zip, which no asset manifest of the stack lists',
  );
});

test('code is found from any folder, wherever the assembly was named from', () => {
  const { outdir, key } = synthesize();
  const [first] = readAssembly(relative('', outdir)).stacks.filter(({ name }) => name === 'renamed');
  expect(isAbsolute(first?.asset(key) ?? '')).toBe(true);
});

test.each([
  ['nowhere', undefined],
  ['empty', ''],
  ['older', '{"version":"999.0.0","artifacts":{}}'],
])('an assembly that is %s is one clear line', (name, manifest) => {
  const path = join(directory, name);
  mkdirSync(path, { recursive: true });
  if (manifest !== undefined) writeFileSync(join(path, 'manifest.json'), manifest);
  expect(() => readAssembly(path)).toThrow(
    /: no cloud assembly that can be read here \(.+\); run npx cdk synth first$/,
  );
});

test('an edit changes a copy', () => {
  const original = assembly(stack('a', { R: { Type: 'T', Properties: { on: true } } }));
  const edited = original.edited(([first]) => {
    delete first?.template.Resources['R'];
  });
  expect(edited.ofType('T')).toEqual([]);
  expect(original.ofType('T')).toHaveLength(1);
});

test('a resource whose condition does not hold is not there', () => {
  const conditional = stack(
    'a',
    { R: { Type: 'T', Condition: 'Elsewhere' } },
    { Conditions: { Elsewhere: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'mars-north-1'] } } },
  );
  expect(assembly(conditional).ofType('T')).toEqual([]);
});
