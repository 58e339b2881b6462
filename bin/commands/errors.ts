/** A user's mistake: its message is all they need to see. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const mistakes = new Set(['UsageError', 'LocalError', 'ConfigError']);

/** One line for a mistake a person can mend; anything else is a fault of ours and keeps its stack trace. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (mistakes.has(error.name)) return error.message;
  return error.stack ?? error.message;
}
