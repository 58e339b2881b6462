import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument, type ParsedNode, type YAMLMap } from 'yaml';
import { UnreadableError } from './error';

/** Short forms: `!Ref x` → `{ Ref: x }`, `!GetAtt a.b` → `{ 'Fn::GetAtt': ['a', 'b'] }`. */
const shortForms = new Map([
  ['!Ref', 'Ref'],
  ['!Condition', 'Condition'],
  ...[
    'And',
    'Base64',
    'Cidr',
    'Equals',
    'FindInMap',
    'GetAtt',
    'GetAZs',
    'GetStackOutput',
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
  ].map(name => [`!${name}`, `Fn::${name}`] as const),
]);

/** Nodes after every alias is written out. CloudFormation takes templates of 1 MB, which hold far fewer. */
const most = 1_000_000;
const deepest = 500;

/**
 * YAML as CloudFormation reads it, for what templates use; aliases are bounded, so no document can explode.
 * @public taken by a late `require`, which knip does not follow
 */
export function parseYaml(file: string, text: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, logLevel: 'silent' });
  const fail = (offset: number, what: string): never => {
    throw new UnreadableError(`${file}:${lines.linePos(offset).line}: not YAML: ${what}`);
  };
  const [problem] = document.errors;
  if (problem !== undefined)
    fail(problem.pos[0], problem.message.split('\n')[0]?.replace(/ at line \d+, column \d+:$/, '') ?? '');
  return new Reading(fail).value(document.contents, 0);
}

class Reading {
  /** By name; the same name may be used again, and then means the later node. */
  readonly #anchors = new Map<string, ParsedNode>();
  readonly #fail: (offset: number, what: string) => never;
  #left = most;

  constructor(fail: (offset: number, what: string) => never) {
    this.#fail = fail;
  }

  value(node: ParsedNode | null, depth: number): unknown {
    if (node === null) return null;
    const [at] = node.range;
    if (--this.#left < 0) this.#fail(at, 'its aliases come to more than can be held');
    if (depth > deepest) this.#fail(at, 'it is nested deeper than can be followed');
    if (isAlias(node)) {
      const named = this.#anchors.get(node.source) ?? this.#fail(at, `nothing before it is named &${node.source}`);
      return this.value(named, depth + 1);
    }
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    const { tag } = node;
    if (tag?.startsWith('!') === true && !shortForms.has(tag))
      this.#fail(at, `${tag} is no short form of CloudFormation's`);
    const plain = this.#plain(node, depth);
    const form = tag === undefined ? undefined : shortForms.get(tag);
    if (form === undefined) return plain;
    return { [form]: form === 'Fn::GetAtt' && typeof plain === 'string' ? attribute(plain) : plain };
  }

  #plain(node: ParsedNode, depth: number): unknown {
    if (isScalar(node)) return node.value;
    if (isSeq(node)) return node.items.map(item => this.value(item, depth + 1));
    return isMap(node) ? this.#map(node, depth) : null;
  }

  /** `<<` merges other maps in; what the map writes itself stands. */
  #map(node: YAMLMap.Parsed, depth: number): unknown {
    const own: (readonly [string, unknown])[] = [];
    const merged: (readonly [string, unknown])[] = [];
    for (const pair of node.items) {
      const key = this.value(pair.key, depth + 1);
      const value = this.value(pair.value, depth + 1);
      if (key === '<<' && isScalar(pair.key) && pair.key.type === 'PLAIN')
        for (const source of [value].flat().toReversed())
          if (typeof source === 'object' && source !== null) merged.push(...Object.entries(source));
          else this.#fail(pair.key.range[0], '<< takes a map');
      else own.push([typeof key === 'string' ? key : JSON.stringify(key), value]);
    }
    return Object.fromEntries([...merged, ...own]);
  }
}

const attribute = (text: string): readonly string[] => {
  const dot = text.indexOf('.');
  return dot === -1 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
};
