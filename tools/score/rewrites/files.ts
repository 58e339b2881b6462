import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Document, isMap, visit, YAMLMap, type Node } from 'yaml';
import type { StackInput } from '../../prove/model';
import { readStack } from '../../prove/read/assembly';
import type { Rewrite } from './rewrite';

/** The same template as another text. */

function reread(
  stacks: readonly StackInput[],
  extension: string,
  textOf: (stack: StackInput) => string,
): readonly StackInput[] {
  const directory = mkdtempSync(join(tmpdir(), 'portcullis-rewrite-'));
  try {
    return stacks.map((stack, i) => {
      const file = join(directory, `${i}.${extension}`);
      writeFileSync(file, textOf(stack));
      return { ...stack, ...readStack(file, stack) };
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const yaml = (stack: StackInput, aliases: boolean): Document =>
  new Document(stack.template, { aliasDuplicateObjects: aliases, version: '1.1' });

/** `{ Ref: x }` → `!Ref x`. Fn::Contains, for the section Rules, has no short form. */
function withShortForms(document: Document): Document {
  visit(document, {
    Map(_key, node) {
      const [pair] = node.items;
      const name = String(pair?.key);
      if (node.items.length !== 1 || !/^(?:Ref|Fn::(?!Contains)\w+)$/.test(name)) return undefined;
      const value = pair?.value as Node;
      // A tag stands for one name: a short form within a short form is written out, as CloudFormation wants it.
      if (isMap(value) && value.items.length === 1) return undefined;
      value.tag = `!${name.replace('Fn::', '')}`;
      return value;
    },
  });
  return document;
}

const flow = (document: Document): Document => {
  visit(document, {
    Map(_key, node) {
      if (node instanceof YAMLMap && node.items.length < 3) node.flow = true;
    },
  });
  return document;
};

const inText = (name: string, extension: string, textOf: (stack: StackInput) => string): Rewrite => ({
  name,
  rewrite: stacks => reread(stacks, extension, textOf),
});

export const files: readonly Rewrite[] = [
  inText('YAML for JSON', 'yaml', stack => yaml(stack, false).toString()),
  inText('YAML with short forms', 'yml', stack => withShortForms(yaml(stack, false)).toString()),
  inText('YAML with anchors and aliases', 'template', stack => yaml(stack, true).toString()),
  inText('YAML in flow style', 'yaml', stack => flow(yaml(stack, false)).toString({ lineWidth: 0 })),
  inText('YAML with Windows line ends', 'yaml', stack => yaml(stack, false).toString().replaceAll('\n', '\r\n')),
  inText('JSON without a space', 'json', stack => JSON.stringify(stack.template)),
  inText('JSON with a byte order mark and Windows line ends', 'json', stack =>
    `\uFEFF${JSON.stringify(stack.template, null, 4)}`.replaceAll('\n', '\r\n'),
  ),
  inText('JSON with letters as escapes', 'json', stack =>
    JSON.stringify(stack.template).replaceAll('portcullis', String.raw`\u0070ortcullis`),
  ),
];
