const deepest = 8;

/** Why a text was not taken as JSON: a fixed phrase, never a piece of the text. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
}

/**
 * JSON.parse without its two generosities. A name given twice is refused: parsers disagree on which value counts, so a
 * check in front (the web ACL's) and the code behind could see different amounts (RFC 8259, section 4). So is
 * `__proto__`, and nesting no request of ours needs.
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw new JsonError('well-formed JSON');
  }
  checkNames(text);
  return value;
}

/** Walks the tokens of a text already known to be JSON. */
function checkNames(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  for (const [token, name] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (name !== undefined) takeName(open.at(-1), JSON.parse(name) as string);
    else if (token === '{' || token === '[') open.push(token === '{' ? new Set() : undefined);
    else if (token === '}' || token === ']') open.pop();
    if (open.length > deepest) throw new JsonError(`JSON nested at most ${deepest} deep`);
  }
}

function takeName(names: Set<string> | undefined, name: string): void {
  if (name === '__proto__') throw new JsonError('no field named __proto__');
  if (names?.has(name)) throw new JsonError('each field once');
  names?.add(name);
}
