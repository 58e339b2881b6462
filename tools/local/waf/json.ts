/** JSON bodies as WAF takes them apart: keys and values, all of them or those under JSON Pointers (RFC 6901). */

export type MatchScope = 'ALL' | 'KEY' | 'VALUE';

/** The texts to inspect, or undefined where the body is no JSON object or array. */
export function jsonTexts(
  body: string,
  scope: MatchScope,
  pointers: readonly string[] | undefined,
): string[] | undefined {
  let root: unknown;
  try {
    root = JSON.parse(Buffer.from(body, 'latin1').toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof root !== 'object' || root === null) return undefined;
  const texts: string[] = [];
  const starts = pointers === undefined ? [root] : pointers.map(pointer => follow(root, pointer));
  for (const start of starts) if (start !== undefined) collect(start, scope, texts);
  return texts;
}

function follow(root: unknown, pointer: string): unknown {
  const keys = pointer
    .split('/')
    .slice(1)
    .map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined,
    root,
  );
}

/** Walks with a stack of its own: nesting is the client's to choose. */
function collect(start: unknown, scope: MatchScope, texts: string[]): void {
  const pending = [start];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value === 'object' && value !== null) {
      const keyed = !Array.isArray(value);
      for (const [key, inner] of Object.entries(value)) {
        if (keyed && scope !== 'VALUE') texts.push(bytes(key));
        pending.push(inner);
      }
    } else if (scope !== 'KEY') {
      texts.push(bytes(String(value)));
    }
  }
}

const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
