import type { Stage } from '../call';
import type { Operation } from '../operation';
import { isPublic } from '../routes';

/**
 * Runs the operation, and lets out of its answer what the contract names: a field that somebody added to a table does not reach
 * the callers by itself (OWASP API3:2023). A route that is not public runs for a caller about a resource, or not at all.
 */
export function handler(operations: Readonly<Record<string, Operation>>): Stage {
  return async function handlerStage({ correlationId }, known) {
    const { row, caller, resource, input, once, client, proofKey } = known;
    const operation = row && operations[row.action];
    if (operation === undefined || once === undefined || !((row && isPublic(row)) || (caller && resource)))
      throw new Error('handler: the route, token, replay, schema and policy stages stand before this one');
    const { answer } = operation.contract;
    const reply = await once(async () => {
      const { body, ...done } = await operation.run(input, { caller, resource, correlationId, client, proofKey });
      return { ...done, status: answer.status, body: answer.body.parse(body) };
    });
    return { reply };
  };
}
