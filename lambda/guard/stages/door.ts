import type { Stage } from '../call';
import { Problem } from '../problem';

/** There is nothing to set: which door a row has says the row. */
export type DoorOptions = Readonly<Record<string, never>>;

/** Set by CloudFront on every request it sends to the origin, over whatever the client sent under this name. */
const doorHeader = 'portcullis-door';

/**
 * Through which of the edge's two names did the request come? The enrolment door asks for no client certificate, so
 * nothing but enrolment may come through it; and enrolment does not come through the other. Stands after the hop stage, for
 * only the edge can be believed.
 */
export function door(_options: DoorOptions): Stage {
  return async function doorStage({ headers }, { row }) {
    if (row === undefined) throw new Error('door: the route stage stands before this one');
    if (headers[doorHeader] === (row.door ?? 'api')) return {};
    throw new Problem({ status: 403, code: 'door_wrong', detail: 'This route is reached through another host name.' });
  };
}
