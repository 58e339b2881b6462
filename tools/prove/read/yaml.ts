import { LineCounter, parseDocument, type CollectionTag, type ScalarTag, isCollection } from 'yaml';
import { UnreadableError } from './error';

/** A YAML node that stands for an intrinsic: `!Ref x` → `{ Ref: x }`, `!GetAtt a.b` → `{ 'Fn::GetAtt': ['a', 'b'] }`. */
const shortForms = [
  'And',
  'Base64',
  'Cidr',
  'Equals',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
];
const longForm = new Map([
  ['!Ref', 'Ref'],
  ['!Condition', 'Condition'],
  ...shortForms.map(name => [`!${name}`, `Fn::${name}`] as const),
]);

function tags(): (ScalarTag | CollectionTag)[] {
  return [...longForm].flatMap(([tag, name]) => {
    const wrap = (value: unknown): unknown => ({
      [name]: name === 'Fn::GetAtt' && typeof value === 'string' ? split(value) : value,
    });
    return [
      { tag, resolve: (text: string) => wrap(text) },
      { tag, collection: 'seq' as const, resolve: (node: unknown) => wrap(isCollection(node) ? node.toJSON() : node) },
      { tag, collection: 'map' as const, resolve: (node: unknown) => wrap(isCollection(node) ? node.toJSON() : node) },
    ] as (ScalarTag | CollectionTag)[];
  });
}

const split = (text: string): readonly string[] => {
  const dot = text.indexOf('.');
  return dot === -1 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
};

/** YAML 1.1 as CloudFormation reads it, for what templates use; aliases are bounded, so no document can explode. */
export function parseYaml(file: string, text: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    customTags: tags(),
    merge: true,
    uniqueKeys: true,
    logLevel: 'silent',
  });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const { line } = lines.linePos(problem.pos[0]);
    throw new UnreadableError(`${file}:${line}: not YAML: ${problem.message.split('\n')[0] ?? ''}`);
  }
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (error) {
    throw new UnreadableError(`${file}: not a template: ${error instanceof Error ? error.message : String(error)}`);
  }
}
