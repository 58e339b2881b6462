import type { Known, Request, Stage } from './call';
import { isOff, type Off } from './off';
import type { Operation } from './operation';
import { Problem } from './problem';
import type { Recorder, Subject } from './record';
import { readRequest } from './request';
import { answer, refusal, type Response } from './response';
import { crossOriginHeaders, isPublic, isServed, type Ingress, type Profile, type Route } from './routes';
import { binding, type BindingOptions } from './stages/binding';
import { door, type DoorOptions } from './stages/door';
import { handler } from './stages/handler';
import { hop, type HopOptions } from './stages/hop';
import { policy, type PolicyOptions } from './stages/policy';
import { proof, type ProofOptions } from './stages/proof';
import { replay, type ReplayOptions } from './stages/replay';
import { revocation, type RevocationOptions } from './stages/revocation';
import { route } from './stages/route';
import { schema } from './stages/schema';
import { token, type TokenOptions } from './stages/token';

/** Every check takes its options, or {@link Off}. Leaving one out does not compile, and does not start. */
export interface GuardOptions {
  /** Rows of other profiles and ingresses are not served. */
  readonly routes: readonly Route[];
  readonly profile: Profile;
  readonly ingress: Ingress;
  /** By action: one for every row. */
  readonly operations: Readonly<Record<string, Operation>>;
  readonly hop: HopOptions | Off;
  readonly door: DoorOptions | Off;
  /** Off, no operation has a caller, and each answers 500. */
  readonly token: TokenOptions | Off;
  readonly binding: BindingOptions | Off;
  readonly revocation: RevocationOptions | Off;
  /** Off, no row may ask for a proof. */
  readonly proof: Omit<ProofOptions, 'routes'> | Off;
  /** Off, whatever changes something may be done twice. */
  readonly replay: Omit<ReplayOptions, 'routes'> | Off;
  /** Off, nothing is read for an operation, and each that is not public answers 500. */
  readonly policy: PolicyOptions | Off;
  readonly maxBodyBytes: number;
  /** The one web origin whose pages may read the answers, where the API does not say so itself; absent: none. */
  readonly webOrigin?: string | undefined;
  readonly recorder: Recorder;
}

/** What the guard asks of Lambda's own context. */
interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** The service layer: every call walks these stages in this order, and the first that refuses ends it. */
export function guard(options: GuardOptions): (event: unknown, context?: LambdaContext) => Promise<Response> {
  const { operations, maxBodyBytes, recorder, profile, ingress } = options;
  assertComplete(options);
  const rows = options.routes.filter(row => isServed(row, profile, ingress));

  // Fetch Standard, 3.2: without the first no page of another origin reads an answer, without the second not these headers of it.
  const crossOrigin = options.webOrigin && {
    'access-control-allow-origin': options.webOrigin,
    'access-control-expose-headers': crossOriginHeaders.exposed.join(','),
    vary: 'origin',
  };
  const stages = Object.entries({
    hop: unlessOff('hop', options.hop, hop),
    route: route(rows),
    door: unlessOff('door', options.door, door),
    token: unlessOff('token', options.token, token),
    binding: unlessOff('binding', options.binding, binding),
    revocation: unlessOff('revocation', options.revocation, revocation),
    proof: unlessOff('proof', options.proof, set => proof({ ...set, routes: rows })),
    replay: unlessOff('replay', options.replay, set => replay({ ...set, routes: rows }), runs),
    schema: schema({ operations, maxBodyBytes }),
    policy: unlessOff('policy', options.policy, of => policy({ ...of, operations, profile })),
    handler: handler(operations),
  });

  return async function guarded(event, context) {
    let stage = 'event';
    let request: Request | undefined;
    let known: Known = { ...(context && { remainingMs: context.getRemainingTimeInMillis() }) };
    const subject = () => auditOf(stage, request, known);
    const about = () => ({
      ...crossOrigin,
      ...known.headers,
      ...(request && { 'x-correlation-id': request.correlationId }),
    });
    try {
      request = readRequest(event, ingress);
      for (const [name, check] of stages) {
        stage = name;
        known = { ...known, ...(await check(request, known)) };
      }
      if (known.reply === undefined) throw new Error('guard: no stage gave a reply');
      const { status, replayed } = known.reply;
      if (replayed) recorder.replayed(subject(), status);
      else recorder.served(subject(), status);
      return answer(known.reply, about());
    } catch (error) {
      if (error instanceof Problem) recorder.refused(subject(), error);
      else recorder.failed(subject(), error);
      return refusal(error, about());
    }
  };
}

/** What is not known of a call is left out of its audit. */
const auditOf = (
  stage: string,
  request: Request | undefined,
  { caller, client, proofKey, row, decided }: Known,
): Subject => ({
  stage,
  ...(request && {
    route: request.routeKey,
    correlationId: request.correlationId,
    requestId: request.id,
    edgeRequestId: request.edgeId,
  }),
  ...(caller && { sub: caller.sub, clientId: caller.clientId, sessionId: caller.sessionId }),
  ...(client && { deviceId: client.deviceId, certificate: client.thumbprint }),
  ...(proofKey !== undefined && { proofKey }),
  ...(row && { action: row.action }),
  ...decided,
});

const passes: Stage = async function offStage() {
  return {};
};

const runs: Stage = async function offReplayStage() {
  return { once: work => work() };
};

const unlessOff = <O extends object>(
  name: string,
  options: O | Off,
  make: (options: O) => Stage,
  off = passes,
): Stage => (isOff(name, options) ? off : make(options));

function assertComplete({ routes, operations, door, proof, profile, ingress }: GuardOptions): void {
  const actions = new Set(routes.map(({ action }) => action));
  for (const action of actions)
    if (!Object.hasOwn(operations, action)) throw new Error(`guard: operations: ${action} is missing`);
  for (const row of routes)
    if (isPublic(row) !== (operations[row.action]?.resource === undefined))
      throw new Error(`guard: operations: ${row.action}: takes a resource, unless the row is public`);
  for (const action of Object.keys(operations))
    if (!actions.has(action)) throw new Error(`guard: operations: ${action} is no action of the routes`);
  const rows = routes.filter(row => isServed(row, profile, ingress));
  const proves = rows.find(row => row.proof !== undefined);
  if (proves !== undefined && isOff('proof', proof))
    throw new Error(`guard: proof: off, while ${proves.action} needs it`);
  const enrols = rows.find(row => row.door === 'enrol');
  // The binding stage lets such a row through without a certificate, because the door stage holds it to its own host name.
  if (enrols !== undefined && isOff('door', door)) throw new Error(`guard: door: off, while ${enrols.action} needs it`);
}
