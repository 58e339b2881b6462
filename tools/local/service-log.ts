import type { LedgerEntry } from './types';

/** How the guard says in its log what it did; every other line is the function's own business. */
const outcomes: Readonly<Record<string, LedgerEntry['outcome']>> = {
  refused: 'stopped',
  replayed: 'stopped',
  served: 'passed',
};

/** The ledger's entry for a line of a function's log, or undefined where the line is not the guard's. */
export function serviceEntry(line: string): Omit<LedgerEntry, 'at'> | undefined {
  const { layer, message, code, edgeRequestId, stage, route } = fieldsOf(line);
  const outcome = typeof message === 'string' ? outcomes[message] : undefined;
  if (layer !== 'service' || outcome === undefined) return undefined;
  return {
    layer,
    outcome,
    reason: typeof code === 'string' ? code : String(message),
    ...(typeof edgeRequestId === 'string' ? { requestId: edgeRequestId } : {}),
    detail: [stage, route].filter(part => typeof part === 'string').join(' '),
  };
}

function fieldsOf(line: string): Readonly<Record<string, unknown>> {
  // Most lines are not JSON at all: a banner, a stack trace.
  if (!line.startsWith('{')) return {};
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return {};
  }
}
