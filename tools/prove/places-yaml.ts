import { isAlias, isMap, isNode, isScalar, isSeq, parseDocument, type Node } from 'yaml';
import { lineCounter, type Place } from './places';

/**
 * The places of a YAML text, short forms of intrinsics as they are written.
 * @public taken by a late `require`, which knip does not follow
 */
export function yamlPlaces(text: string): Place | undefined {
  const lineAt = lineCounter(text);
  const document = parseDocument(text, { logLevel: 'silent' });
  return document.contents === null ? undefined : place(document.contents, 0);

  function place(written: Node, offset: number): Place {
    const node = isAlias(written) ? (written.resolve(document) ?? written) : written;
    let children: Map<string, Place> | undefined;
    const inside = (): Map<string, Place> => (children ??= new Map(entries(node)));
    return {
      line: lineAt(offset),
      keys: () => [...inside().keys()],
      child: key => inside().get(key),
      branches: () => {
        const chosen = node.tag === '!If' ? inside() : undefined;
        const one = (index: string): Place | undefined => chosen?.get(index) ?? inside().get('Fn::If')?.child(index);
        return ['1', '2'].flatMap(index => one(index) ?? []);
      },
    };
  }

  function entries(node: Node): [string, Place][] {
    if (isSeq(node))
      return node.items.flatMap((item, i): [string, Place][] =>
        isNode(item) ? [[String(i), place(item, start(item))]] : [],
      );
    if (!isMap(node)) return [];
    return node.items.flatMap(({ key, value }): [string, Place][] =>
      isScalar(key) && isNode(value) ? [[String(key.value), place(value, start(key))]] : [],
    );
  }
}

const start = (node: Node): number => node.range?.[0] ?? 0;
