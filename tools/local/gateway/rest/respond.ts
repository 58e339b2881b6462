import { told, type Answer } from '../answer';
import { internalError, Refusal } from '../refusal';
import type { RestFinished } from './access-log';
import type { Note, Trace } from './pipeline';
import { RestFailure, RestRefusal, responseTypes, type ResponseType } from './refusal';
import type { GatewayResponse } from './template-responses';

/** A refusal in the words the API has for it. `status` is that of the failure where it is not the type's own. */
export type Respond = (type: ResponseType, finished: RestFinished, status?: number) => Answer;

/** What a type does not say for itself, it takes from DEFAULT_4XX or DEFAULT_5XX; a status written there goes for all of them. */
export function createRespond(responses: ReadonlyMap<string, GatewayResponse>): Respond {
  return (type, finished, failed) => {
    const [own, message] = responseTypes[type];
    const status = failed ?? own;
    const response = responses.get(type) ?? responses.get(status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
    const body = response?.body?.(finished) ?? JSON.stringify({ message });
    return {
      status: response?.status ?? status,
      headers: { 'content-type': 'application/json', ...response?.headers },
      body: Buffer.from(body),
    };
  };
}

/** Records who stopped the request, and gives the client its answer. */
export function answerTo(
  error: unknown,
  trace: Trace,
  note: Note,
  respond: (type: ResponseType, status?: number) => Answer,
): Answer {
  if (error instanceof Refusal) {
    note(error.layer, 'stopped', error.reason);
    trace.error = error.told;
    if (error.layer === 'auth') trace.authorizerError = error.reason;
  }
  if (error instanceof RestRefusal) {
    trace.responseType = error.type;
    return respond(error.type);
  }
  // Refused before the API: its words do not count yet.
  if (error instanceof Refusal) return told(error);
  const failure = error instanceof RestFailure ? error : new RestFailure('DEFAULT_5XX', internalError.told);
  trace.error = responseTypes[failure.type][1];
  trace.responseType = failure.type;
  return respond(failure.type, failure.status);
}
