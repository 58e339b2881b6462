const longest = 48;

/**
 * What a field held, for the caller who sent it. Long text is described, not echoed: a token or a key pasted into the
 * wrong field must not come back in an answer that some proxy or crash reporter keeps.
 */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'string' && value.length > longest) return `a text of ${value.length} characters`;
  return JSON.stringify(value);
}
