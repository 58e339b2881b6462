import { parseTree, type Node } from 'jsonc-parser';
import { lineCounter, type Place } from './places';

/**
 * The places of a JSON text.
 * @public taken by a late `require`, which knip does not follow
 */
export function jsonPlaces(text: string): Place | undefined {
  const lineAt = lineCounter(text);
  const root = parseTree(text);
  return root === undefined ? undefined : place(root, root.offset);

  function place(node: Node, offset: number): Place {
    let children: Map<string, Place> | undefined;
    const inside = (): Map<string, Place> => (children ??= new Map(entries(node)));
    return {
      line: lineAt(offset),
      keys: () => [...inside().keys()],
      child: key => inside().get(key),
      branches: () => {
        const chosen = inside().get('Fn::If');
        return chosen === undefined ? [] : ['1', '2'].flatMap(index => chosen.child(index) ?? []);
      },
    };
  }

  function entries({ type, children = [] }: Node): [string, Place][] {
    if (type === 'array') return children.map((item, i) => [String(i), place(item, item.offset)]);
    if (type !== 'object') return [];
    return children.flatMap(({ offset, children: [key, value] = [] }): [string, Place][] =>
      key === undefined || value === undefined ? [] : [[String(key.value), place(value, offset)]],
    );
  }
}
