/**
 * Whether some path fits both patterns, as CloudFront and load balancers write them: `*` any run of characters, `?` one.
 * A table instead of a backtracking regular expression: time grows with the product of the lengths and no further.
 */
export function meet(one: string, other: string): boolean {
  const [a, b] = [rooted(one), rooted(other)];
  if (a === '*' || b === '*') return true;
  // reachable[j]: what is left of `a` from i on may meet what is left of `b` from j on; walked from the ends.
  let below = row(b.length);
  for (let i = a.length; i >= 0; i--) {
    const current = row(b.length);
    for (let j = b.length; j >= 0; j--) current[j] = step(a[i], b[j], below, current, j);
    below = current;
  }
  return below[0] === 1;
}

const row = (length: number): Uint8Array => new Uint8Array(length + 2);

function step(p: string | undefined, q: string | undefined, below: Uint8Array, current: Uint8Array, j: number): number {
  if (p === undefined && q === undefined) return 1;
  // A star is empty, or takes one more from the other side.
  if (p === '*' && ((below[j] ?? 0) | (q === undefined ? 0 : (current[j + 1] ?? 0))) === 1) return 1;
  if (q === '*' && ((current[j + 1] ?? 0) | (p === undefined ? 0 : (below[j] ?? 0))) === 1) return 1;
  if (p === undefined || q === undefined || p === '*' || q === '*') return 0;
  return p === q || p === '?' || q === '?' ? (below[j + 1] ?? 0) : 0;
}

const rooted = (pattern: string): string =>
  pattern.startsWith('/') || pattern.startsWith('*') ? pattern : `/${pattern}`;
