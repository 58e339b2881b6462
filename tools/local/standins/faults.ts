import { AwsError } from './http';

interface Fault {
  /** How often it strikes; absent: until it is lifted. */
  readonly times?: number;
  readonly status?: number;
  readonly message?: string;
}

/** Makes operations fail as AWS would, for tests of what happens then. */
export interface Faults {
  /** `fail('Sign', 'AccessDeniedException')`. Gives a function that lifts it. */
  readonly fail: (operation: string, code: string, fault?: Fault) => () => void;
}

/** The faults of one service; `strike` throws where one is due. */
export function createFaults(): Faults & { readonly strike: (operation: string) => void } {
  const due = new Map<string, { code: string; fault: Fault; left: number }>();
  return {
    fail(operation, code, fault = {}) {
      due.set(operation, { code, fault, left: fault.times ?? Number.POSITIVE_INFINITY });
      return () => void due.delete(operation);
    },
    strike(operation) {
      const found = due.get(operation);
      if (found === undefined) return;
      found.left -= 1;
      if (found.left <= 0) due.delete(operation);
      const { code, fault } = found;
      throw new AwsError(code, fault.message ?? `${operation} is made to fail`, fault.status ?? 400);
    },
  };
}
