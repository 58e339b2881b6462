import type { Stage } from '../call';
import type { Operation } from '../operation';

/** Runs the operation. Only reached with a caller: a route without one has no operation yet, so it fails closed. */
export function handler(operations: Readonly<Record<string, Operation>>): Stage {
  return async function handlerStage(_request, { row, caller, input, once }) {
    const operation = row && operations[row.action];
    if (operation === undefined || caller === undefined || once === undefined)
      throw new Error('handler: the route, token, replay and schema stages stand before this one');
    return { reply: await once(() => operation.run(input, caller)) };
  };
}
