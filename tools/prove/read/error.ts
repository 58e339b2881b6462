/** Something given to the proof cannot be read. One line: file, line where there is one, what, how to mend. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}
