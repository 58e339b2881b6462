import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { LayerName } from '../../../../lib/chain';
import type { LedgerEntry, World } from '../../types';
import type { Answer } from '../answer';
import { clientCertificate } from '../client-certificate';
import type { FetchJson } from '../https-json';
import type { Authorized } from '../jwt';
import { forbidden, Refusal } from '../refusal';
import { hostOf, readBody, readHead, type Head } from '../request';
import { createRouter } from '../routes';
import { createThrottles } from '../throttle';
import { messageOf, timed, type CommonTrace } from '../trace';
import type { Truststore } from '../truststore';
import { createCognitoAuthorizer } from './authorizer';
import { createRestJwtAuthorizer } from './jwt-authorizer';
import { restEventOf } from './event';
import { inspect } from './inspect';
import { callFunction } from './integration';
import type { Connection } from './listen';
import { RestFailure, RestRefusal, type ResponseType } from './refusal';
import type { RestApiConfig } from './template';
import type { MethodConfig } from './template-methods';
import { assertValid } from './validate';

/** One of the API's two addresses. */
export interface Address {
  readonly hostname: string;
  /** Absent: the address asks for no client certificate. */
  readonly truststore: Truststore | undefined;
  /** The layer that closes it; absent: it is open. */
  readonly closedBy?: LayerName;
  /** What its paths begin with: the `execute-api` endpoint wants the name of the stage. */
  readonly prefix?: string;
}

export interface Trace extends CommonTrace {
  readonly address: Address;
  readonly connection: Connection;
  waf?: 'WAF_ALLOW' | 'WAF_BLOCK';
  method?: MethodConfig;
  responseType?: ResponseType;
}

/** Takes a request through the layers in their order. Rejects with Refusal or RestFailure where it goes no further. */
export type Walk = (incoming: IncomingMessage, trace: Trace) => Promise<Answer>;

export type Note = (layer: LayerName, outcome: LedgerEntry['outcome'], reason: string, detail?: string) => void;

/** Entries carry the id that the client is told, so that both can be read together. */
export const noteFor =
  ({ ledger }: World, { id }: Pick<Trace, 'id'>): Note =>
  (layer, outcome, reason, detail) =>
    ledger.record({ layer, outcome, reason, requestId: id, ...(detail === undefined ? {} : { detail }) });

export function createWalk(world: World, api: RestApiConfig, fetchJson: FetchJson): Walk {
  const find = createRouter(api.methods);
  const admits = createThrottles(api.stage.throttles);
  const authorize = createAuthorize(api, fetchJson);

  return async (incoming, trace) => {
    const note = noteFor(world, trace);
    enter(incoming, trace, note);
    const head = withinStage(readHead(incoming, trace.id), trace);
    trace.head = head;
    const body = await readBody(incoming);
    // WAF comes before every other control of access (developer guide, "Use AWS WAF to protect your REST APIs").
    const blocked = inspect(api.stage.webAcl, { incoming, head, body }, trace, note);
    if (blocked !== undefined) return blocked;
    const matched = find(head.method, head.segments);
    if (matched === undefined) throw new RestRefusal('gateway', 'no-route', 'MISSING_AUTHENTICATION_TOKEN');
    const { route: method, pathParameters } = matched;
    trace.method = method;
    // AWS does not say whether throttles or authorizers come first. This is the worse order for the defender: callers
    // without a token use up what all share.
    if (!admits(method.key)) throw new RestRefusal('gateway', 'throttle', 'THROTTLED');
    const authorized = await authorize(method, head);
    trace.authorized = authorized;
    assertValid(method.validation, head, pathParameters, body);
    note('gateway', 'passed', method.key);
    if (authorized !== undefined) note('auth', 'passed', authorized.scopes?.join(' ') ?? 'no scope asked for');
    const { integration } = method;
    if (integration.kind === 'mock')
      return { status: integration.status, headers: integration.headers, body: Buffer.of() };
    if (!method.mayInvoke) throw new RestRefusal('gateway', 'no-permission', 'API_CONFIGURATION_ERROR');
    const { hostname: domainName } = trace.address;
    const { clientCert } = trace;
    const call = { head, rawHeaders: incoming.rawHeaders, body, method, pathParameters, clientCert, authorized };
    const event = restEventOf({ ...call, domainName, api });
    return timed(trace, () => callFunction(world, integration, event)).catch(failed);
  };
}

/** The door itself: is it open, who holds the other end, and is it us they ask for? Nothing of the API answers before it. */
function enter(incoming: IncomingMessage, trace: Trace, note: Note): void {
  const { closedBy, truststore, hostname } = trace.address;
  const { protocol, cipher } = trace.connection.tls;
  note('tls', 'passed', 'https', `${protocol} ${cipher}`);
  if (closedBy !== undefined) throw new Refusal(closedBy, 'default-endpoint-off', forbidden);
  if (truststore !== undefined) {
    trace.clientCert = clientCertificate(incoming.socket as TLSSocket, truststore);
    const { subjectDN, serialNumber } = trace.clientCert;
    note('client-mtls', 'passed', 'certificate', `${subjectDN}, serial ${serialNumber}`);
  }
  // On a laptop clients may also call it localhost, as they call the edge.
  if (![hostname, 'localhost'].includes(hostOf(incoming))) throw new Refusal('gateway', 'unknown-host', forbidden);
}

/** The request as the stage sees it: whose address it came from, and its path without the name of the stage. */
function withinStage(head: Head, { address: { prefix }, connection }: Trace): Head {
  const [first, ...segments] = head.segments;
  if (prefix !== undefined && first !== prefix) throw new Refusal('gateway', 'no-stage', forbidden);
  return { ...head, sourceIp: connection.address, ...(prefix === undefined ? {} : { segments }) };
}

/** Authorizers by method; methods that name the same one share its keys. */
function createAuthorize(
  { methods }: RestApiConfig,
  fetchJson: FetchJson,
): (method: MethodConfig, head: Head) => Promise<Authorized | undefined> {
  const configs = new Set(methods.flatMap(({ authorizer }) => authorizer ?? []));
  const authorizers = new Map(
    [...configs].map(config => [
      config,
      config.kind === 'jwt' ? createRestJwtAuthorizer(config, fetchJson) : createCognitoAuthorizer(config, fetchJson),
    ]),
  );
  return async ({ authorizer, scopes }, { headers }) =>
    authorizer === undefined ? undefined : authorizers.get(authorizer)?.(headers[authorizer.header], scopes);
}

/** What a function does that its callers are not told: an answer of the API's own. */
function failed(error: unknown): never {
  throw error instanceof Refusal || error instanceof RestFailure
    ? error
    : new RestFailure('DEFAULT_5XX', messageOf(error));
}
