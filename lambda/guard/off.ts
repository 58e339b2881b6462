/**
 * A check that is turned off: an explicit `null`, and in words why nothing is lost by it. Leaving a check out does not
 * compile and does not start; nothing else turns one off.
 */
export interface Off {
  readonly check: null;
  /** For whoever reviews it: 20 characters or more. */
  readonly reason: string;
}

/** Throws a plain Error where neither options nor a reason are given. */
export function isOff(name: string, options: object): options is Off {
  if (typeof options !== 'object' || (options as object | null) === null)
    throw new Error(`guard: ${name}: got nothing, takes options, or { check: null, reason } to turn it off`);
  if (!('check' in options)) return false;
  const { check, reason } = options as Partial<Off>;
  if (check !== null || typeof reason !== 'string' || reason.trim().length < 20)
    throw new Error(`guard: ${name}: check: null takes a written reason (20 characters or more)`);
  return true;
}
