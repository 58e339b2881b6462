import type { Known, Request, Stage } from './call';
import type { Operation } from './operation';
import { Problem } from './problem';
import type { Recorder } from './record';
import { readRequest } from './request';
import { answer, refusal, type Response } from './response';
import type { Route } from './routes';
import { handler } from './stages/handler';
import { hop, type HopOptions } from './stages/hop';
import { route } from './stages/route';
import { schema } from './stages/schema';
import { token, type TokenOptions } from './stages/token';

export interface GuardOptions {
  readonly routes: readonly Route[];
  /** By action: one for every row. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** `null` turns the check off; leaving it out does not compile, and does not start. */
  readonly hop: HopOptions | null;
  /** `null` turns the check off: then no operation has a caller, and each answers 500. */
  readonly token: TokenOptions | null;
  readonly maxBodyBytes: number;
  readonly recorder: Recorder;
}

/** The service layer: every call walks these stages in this order, and the first that refuses ends it. */
export function guard(options: GuardOptions): (event: unknown) => Promise<Response> {
  const { routes, operations, maxBodyBytes, recorder } = options;
  assertComplete(routes, operations);

  const stages = Object.entries({
    hop: unlessNull('hop', options.hop, hop),
    route: route(routes),
    token: unlessNull('token', options.token, token),
    schema: schema({ operations, maxBodyBytes }),
    handler: handler(operations),
  });

  return async function guarded(event) {
    let stage = 'event';
    let request: Request | undefined;
    let known: Known = {};
    const subject = () => ({
      stage,
      route: request?.routeKey,
      sub: known.caller?.sub,
      requestId: request?.id,
      edgeRequestId: request?.edgeId,
    });
    try {
      request = readRequest(event);
      for (const [name, check] of stages) {
        stage = name;
        known = { ...known, ...(await check(request, known)) };
      }
      if (known.reply === undefined) throw new Error('guard: no stage gave a reply');
      const { status, replayed } = known.reply;
      if (replayed) recorder.replayed(subject(), status);
      else recorder.served(subject(), status);
      return answer(known.reply);
    } catch (error) {
      if (error instanceof Problem) recorder.refused(subject(), error);
      else recorder.failed(subject(), error);
      return refusal(error);
    }
  };
}

const passes: Stage = async function offStage() {
  return {};
};

function unlessNull<O>(name: string, options: O | null, make: (options: O) => Stage): Stage {
  if (options === undefined) throw new Error(`guard: ${name}: got nothing, takes options, or null to turn it off`);
  return options === null ? passes : make(options);
}

function assertComplete(routes: readonly Route[], operations: Readonly<Record<string, Operation>>): void {
  const actions = new Set(routes.map(({ action }) => action));
  for (const action of actions)
    if (!Object.hasOwn(operations, action)) throw new Error(`guard: operations: ${action} is missing`);
  for (const action of Object.keys(operations))
    if (!actions.has(action)) throw new Error(`guard: operations: ${action} is no action of the routes`);
}
