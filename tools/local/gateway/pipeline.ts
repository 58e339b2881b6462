import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { LayerName } from '../../../lib/chain';
import type { LedgerEntry, World } from '../types';
import { IntegrationFailure, told, type Answer } from './answer';
import { clientCertificate } from './client-certificate';
import { createCors } from './cors';
import { eventOf } from './event';
import type { FetchJson } from './https-json';
import { callFunction } from './integration';
import { createJwtAuthorizer, type Authorized } from './jwt';
import { forbidden, internalError, notFound, Refusal, tooManyRequests } from './refusal';
import { hostOf, readBody, readHead, type Head } from './request';
import { createRouter } from './routes';
import type { ApiConfig } from './template';
import type { RouteConfig } from './template-routes';
import { createThrottles } from './throttle';
import { timed, type CommonTrace } from './trace';
import type { Truststore } from './truststore';

/** One of the API's two addresses. */
export interface Door {
  readonly hostname: string;
  /** Absent: the address asks for no client certificate. */
  readonly truststore: Truststore | undefined;
  readonly closed: boolean;
}

export interface Trace extends CommonTrace {
  readonly door: Door;
  route?: RouteConfig;
}

/** Takes a request through the layers of the gateway in their order. Never rejects: every failure has its answer. */
export type Walk = (incoming: IncomingMessage, trace: Trace) => Promise<Answer>;

export function createPipeline(world: World, api: ApiConfig, fetchJson: FetchJson): Walk {
  const find = createRouter(api.routes);
  const admits = createThrottles(api.stage);
  const cors = createCors(api.cors);
  const authorize = createAuthorize(api, fetchJson);

  const walk = async (incoming: IncomingMessage, trace: Trace, note: Note): Promise<Answer> => {
    enter(incoming, trace, note);
    const head = readHead(incoming, trace.id);
    trace.head = head;
    const preflight = cors.preflight(head);
    if (preflight !== undefined) return preflight;
    const matched = find(head.method, head.segments);
    if (matched === undefined) throw new Refusal('gateway', 'no-route', notFound);
    const { route, pathParameters } = matched;
    trace.route = route;
    const body = await readBody(incoming);
    // AWS does not say whether throttles or authorizers come first. This is the worse order for the defender: callers
    // without a token use up what all share.
    if (!admits(route.key)) throw new Refusal('gateway', 'throttle', tooManyRequests);
    note('gateway', 'passed', route.key);
    const authorized = await authorize(route, head);
    trace.authorized = authorized;
    if (authorized !== undefined) note('auth', 'passed', authorized.scopes?.join(' ') ?? 'no scope asked for');
    if (!route.mayInvoke) throw new Refusal('gateway', 'no-permission', internalError);
    const { clientCert } = trace;
    const caller = { ...api, domainName: trace.door.hostname };
    const event = eventOf({ head, body, routeKey: route.key, pathParameters, clientCert, authorized, api: caller });
    return cors.decorate(head, await timed(trace, () => callFunction(world, route, event)));
  };

  return async (incoming, trace) => {
    const note = noteFor(world, incoming);
    try {
      return await walk(incoming, trace, note);
    } catch (error) {
      return answerTo(error, trace, note);
    }
  };
}

type Note = (layer: LayerName, outcome: LedgerEntry['outcome'], reason: string, detail?: string) => void;

/** Entries carry the id that the edge gave the request, so that they can be read together with the edge's. */
function noteFor({ ledger }: World, { headers }: IncomingMessage): Note {
  const requestId = headers['x-amz-cf-id'];
  return (layer, outcome, reason, detail) =>
    ledger.record({
      layer,
      outcome,
      reason,
      ...(typeof requestId === 'string' ? { requestId } : {}),
      ...(detail === undefined ? {} : { detail }),
    });
}

/** The door itself: is it open, who holds the other end, and is it us they ask for? */
function enter(incoming: IncomingMessage, trace: Trace, note: Note): void {
  const { closed, truststore, hostname } = trace.door;
  // Of an HTTP API; a REST API would say 403.
  if (closed) throw new Refusal('origin-mtls', 'default-endpoint-off', notFound);
  if (truststore !== undefined) {
    trace.clientCert = clientCertificate(incoming.socket as TLSSocket, truststore);
    const { subjectDN, serialNumber } = trace.clientCert;
    note('origin-mtls', 'passed', 'certificate', `${subjectDN}, serial ${serialNumber}`);
  }
  if (hostOf(incoming) !== hostname) throw new Refusal('gateway', 'unknown-host', forbidden);
}

/** Authorizers by route; routes that name the same one share its keys. */
function createAuthorize(
  { routes }: ApiConfig,
  fetchJson: FetchJson,
): (route: RouteConfig, head: Head) => Promise<Authorized | undefined> {
  const configs = new Set(routes.flatMap(({ authorizer }) => authorizer ?? []));
  const authorizers = new Map([...configs].map(config => [config, createJwtAuthorizer(config, fetchJson)]));
  return async ({ authorizer, scopes }, { headers, query }) => {
    if (authorizer === undefined) return undefined;
    const { in: place, name } = authorizer.source;
    const token = place === 'header' ? headers[name.toLowerCase()] : new URLSearchParams(query).get(name);
    return authorizers.get(authorizer)?.(token ?? undefined, scopes);
  };
}

function answerTo(error: unknown, trace: Trace, note: Note): Answer {
  const answer = error instanceof Refusal ? error : error instanceof IntegrationFailure ? error.answer : internalError;
  trace.error = answer.told;
  if (error instanceof Refusal) {
    note(error.layer, 'stopped', error.reason);
    if (error.layer === 'auth') trace.authorizerError = error.reason;
  }
  return told(answer);
}
