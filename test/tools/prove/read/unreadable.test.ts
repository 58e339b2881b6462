import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { read } from '../../../../tools/prove/read';
import { UnreadableError } from '../../../../tools/prove/read/error';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'portcullis-read-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Buffer): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** The complaint about a path, with the folder it is in left out. */
function complaint(path: string): string {
  try {
    read([path]);
    return 'read';
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    return error.message.replaceAll(`${folder}/`, '');
  }
}

const stack = 'AWS::CloudFormation::Stack';

describe('what cannot be read says file, line and what', () => {
  test.each([
    ['a.json', '{\n  "Resources": {\n    "A": {},,\n  }\n}', /^a\.json:3: not JSON: \S/],
    ['cut.json', '{\n  "Resources": {', /^cut\.json:\d: not JSON: \S/],
    ['a.yaml', 'Resources:\n  A:\n  Type: [\n', /^a\.yaml:\d: not YAML: \S/],
    ['tab.yaml', 'Resources:\n\tA: 1\n', /^tab\.yaml:2: not YAML: Tabs/],
    [
      'twice.yaml',
      'Resources:\n  A: { Type: x }\n  A: { Type: y }\n',
      /^twice\.yaml:3: not YAML: Map keys must be unique$/,
    ],
    ['tag.yaml', 'Resources:\n  A: { Type: !Reff b }\n', /^tag\.yaml:2: not YAML: !Reff is no short form/],
    ['alias.yaml', 'Resources:\n  A: *nothing\n', /^alias\.yaml:2: not YAML: nothing before it is named &nothing$/],
    ['empty.yaml', ' \n', /^empty\.yaml: it is empty/],
    ['binary.yaml', Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x00, 0xff]), /^binary\.yaml: not text/],
    ['package.json', '{ "name": "x" }', /^package\.json: not a CloudFormation template: it has no Resources/],
    ['list.json', '[1]', /^list\.json: not a CloudFormation template/],
    ['text.yaml', 'hello', /^text\.yaml: not a CloudFormation template/],
    [
      'type.yaml',
      'Resources:\n  A:\n    Type: x\n  B:\n    Properties: {}\n',
      /^type\.yaml:\d: Resources\.B: got no Type, takes/,
    ],
    ['type.json', '{\n "Resources": {\n  "A": { "Type": 1 }\n }\n}', /^type\.json:3: Resources\.A: got no Type/],
    [
      'deep.yaml',
      `Resources: { A: { Type: x, Properties: ${'{ a: '.repeat(600)}1${' }'.repeat(600)} } }`,
      /^deep\.yaml:1: not YAML: /,
    ],
  ])('%s', (name, content, expected) => {
    expect(complaint(write(name, content))).toMatch(expected);
  });

  test('aliases made to explode', () => {
    const lines = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`);
    const began = performance.now();
    expect(complaint(write('bomb.yaml', `a0: &a0 [x]\n${lines.join('\n')}\nResources: {}\n`))).toMatch(
      /^bomb\.yaml:\d+: not YAML: its aliases come to more than can be held$/,
    );
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test.each([
    ['a path where nothing is', 'none.yaml', 'none.yaml: there is no such file or directory'],
    [
      'a directory that is no assembly',
      'dir',
      'dir: a directory without manifest.json; give a cdk.out or template files',
    ],
  ])('%s', (_, name, expected) => {
    mkdirSync(join(folder, 'dir'));
    expect(complaint(join(folder, name))).toBe(expected);
  });

  test.each([
    ['{}', 'out/manifest.json: not a cloud assembly: it has no artifacts'],
    [
      '{ "artifacts": { "a": { "type": "aws:cloudformation:stack" } } }',
      'out/manifest.json: artifact a: got no templateFile, takes a path within the assembly',
    ],
    [
      '{ "artifacts": { "a": { "type": "cdk:cloud-assembly", "properties": { "directoryName": "." } } } }',
      'out/manifest.json: an assembly that contains itself',
    ],
    [
      '{ "artifacts": { "a": { "type": "aws:cloudformation:stack", "properties": { "templateFile": "b.json" } } } }',
      'out/b.json: there is no such file',
    ],
  ])('the manifest %s', (manifest, expected) => {
    write('out/manifest.json', manifest);
    expect(complaint(join(folder, 'out'))).toBe(expected);
  });

  test('a stack that is nested in itself', () => {
    const file = write('a.yaml', `Resources:\n  B: { Type: ${stack}, Properties: { TemplateURL: b.yaml } }\n`);
    write('b.yaml', `Resources:\n  A: { Type: ${stack}, Properties: { TemplateURL: a.yaml } }\n`);
    expect(complaint(file)).toBe('b.yaml: Resources.A: a stack that is nested in itself');
  });

  test('nested stacks made to explode', () => {
    const two = (url: string): string =>
      `Resources:\n  A: { Type: ${stack}, Properties: { TemplateURL: ${url} } }\n  B: { Type: ${stack}, Properties: { TemplateURL: ${url} } }\n`;
    for (let i = 0; i < 20; i++) write(`${i}.yaml`, two(`${i + 1}.yaml`));
    write('20.yaml', 'Resources: {}\n');
    expect(complaint(join(folder, '0.yaml'))).toMatch(/more than 2000 nested stacks$/);
  });

  test('a template given twice', () => {
    const file = write('a.yaml', 'Resources: {}\n');
    expect(() => read([file, file])).toThrow(new UnreadableError(`${file}: given twice; give each template once`));
  });
});

describe('stacks of one name are told apart', () => {
  test('by folder', () => {
    const files = ['one', 'two', 'two/three'].map(name => write(`${name}/template.yaml`, 'Resources: {}\n'));
    expect(read(files).stacks.map(({ name }) => name)).toEqual(['template', 'two/template', 'three/template']);
  });

  test('by Region, nested stacks with them', () => {
    write(
      'out/shop.json',
      `{ "Resources": { "N": { "Type": "${stack}", "Properties": { "TemplateURL": "nested.json" } } } }`,
    );
    write('out/nested.json', '{ "Resources": {} }');
    const artifact = (region: string): object => ({
      type: 'aws:cloudformation:stack',
      environment: `aws://unknown-account/${region}`,
      properties: { templateFile: 'shop.json', stackName: 'shop' },
    });
    write('out/manifest.json', JSON.stringify({ artifacts: { a: artifact('eu-west-1'), b: artifact('us-east-1') } }));
    expect(read([join(folder, 'out')]).stacks.map(({ name, parent }) => [name, parent?.stack])).toEqual([
      ['shop', undefined],
      ['shop/N', 'shop'],
      ['shop@us-east-1', undefined],
      ['shop@us-east-1/N', 'shop@us-east-1'],
    ]);
  });
});
