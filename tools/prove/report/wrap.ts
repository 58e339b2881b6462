/** Lines of text for a terminal. */

export const widths = { page: 100 };

/** Breaks a text at spaces, and words that are too long after a `/`, `.`, `-` or where it must; `hang` indents the rest. */
export function wrapped(text: string, width: number, hang = 0): readonly string[] {
  const lines: string[] = [];
  let line = '';
  const room = (): number => Math.max(8, width - (lines.length === 0 ? 0 : hang));
  const end = (): void => {
    lines.push(lines.length === 0 ? line : `${' '.repeat(hang)}${line}`);
    line = '';
  };
  for (const written of text.split(' ')) {
    let word = written;
    if (line !== '' && line.length + 1 + word.length > room()) end();
    while (word.length > room()) {
      const head = word.slice(0, room());
      const cut = Math.max(head.lastIndexOf('/'), head.lastIndexOf('.'), head.lastIndexOf('-'));
      // Before the slash, so that the next line begins with it.
      const at = cut > head.length / 2 ? cut : head.length;
      line = word.slice(0, at);
      word = word.slice(at);
      end();
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '' || lines.length === 0) end();
  return lines;
}
