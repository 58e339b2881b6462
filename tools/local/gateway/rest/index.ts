import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { LocalError, type Entry, type Gateway, type KeyedCertificate, type World } from '../../types';
import { compileFormat } from '../log-format';
import { openTruststore } from '../domain';
import { createFetchJson } from '../https-json';
import { variables } from './access-log';
import { openDoor, type Connection, type Door, type DoorOptions } from './listen';
import { createWalk, noteFor, type Address, type Trace } from './pipeline';
import { answerTo, createRespond } from './respond';
import { securityPolicy } from './security-policies';
import { readRestApi, type RestApiConfig } from './template';

export interface RestPorts {
  /** Of the custom domain, which clients call. */
  readonly edge?: number;
  /** Of the same domain, for clients that send a PROXY line first. */
  readonly proxy?: number;
  readonly defaultEndpoint?: number;
}

const keptLines = 10_000;

/** The gateway, with the lines it would write to the stage's access log, newest last. */
export type LocalRestGateway = Gateway & {
  readonly entry: Entry;
  readonly accessLog: readonly string[];
  /** Serves what another world's templates say from now on. Connections stay, and requests that have begun end as they began. */
  readonly reload: (world: World) => Promise<void>;
};

/** Starts the Regional REST API of the templates on loopback, under its custom domain and its `execute-api` name. */
export async function startRestGateway(world: World, ports: RestPorts = {}): Promise<LocalRestGateway> {
  const log: string[] = [];
  let current = await read(world, log);
  const { api, domain, defaultEndpoint } = current;
  const open = (
    which: 'domain' | 'defaultEndpoint',
    policy: string,
    certificate: KeyedCertificate,
    at: Pick<DoorOptions, 'port' | 'proxyPort'>,
  ) =>
    openDoor({
      certificate,
      policy: securityPolicy(policy, current[which].hostname),
      requestClientCertificate: current[which].truststore !== undefined,
      ledger: world.ledger,
      answer: (incoming, connection) => current.serve(current[which])(incoming, connection),
      ...at,
    });
  // A certificate that was made outside these templates is stood in for by one for the same name.
  const certificate = world.certificate(api.domain.certificateArn) ?? (await world.publicCa.issue([api.domain.name]));
  const awsCertificate = await world.publicCa.issue([defaultEndpoint.hostname]);
  const main = await open('domain', api.domain.securityPolicy, certificate, {
    port: ['edge', ports.edge],
    proxyPort: ['proxy', ports.proxy],
  });
  const side = await open('defaultEndpoint', api.securityPolicy, awsCertificate, {
    port: ['defaultEndpoint', ports.defaultEndpoint],
  }).catch(async (error: unknown) => {
    await main.stop();
    throw error;
  });
  world.hosts.set(domain.hostname, main.port);
  world.hosts.set(defaultEndpoint.hostname, side.port);
  return {
    ...described(api, main, side, defaultEndpoint.hostname),
    accessLog: log,
    async reload(after) {
      const next = await read(after, log);
      assertReloadable(current, next);
      current = next;
    },
  };
}

/** What the templates of a world make of a request at either address. */
async function read(world: World, log: string[]) {
  const api = await readRestApi(world);
  return { api, ...addressesOf(world, api), serve: createServe(world, api, log) };
}

type Read = Awaited<ReturnType<typeof read>>;

/** What belongs to the ports themselves, and not to what is answered behind them, stays as it was when they were opened. */
function assertReloadable(before: Read, after: Read): void {
  const fixed = ({ api, domain }: Read) =>
    JSON.stringify([domain.hostname, api.domain.securityPolicy, api.securityPolicy, domain.truststore === undefined]);
  if (fixed(before) !== fixed(after))
    throw new LocalError(
      `${after.domain.hostname}: name, security policies and mutual TLS of the domain do not change while the chain runs; start it anew`,
    );
}

function described({ domain, stage }: RestApiConfig, main: Door, side: Door, defaultHostname: string) {
  const url = `https://localhost:${main.port}`;
  const notModelled = stage.webAcl?.notModelled ?? [];
  return {
    url,
    port: main.port,
    hostname: domain.name,
    entry: { url, port: main.port, proxyPort: main.proxyPort, notModelled },
    defaultEndpoint: {
      url: `https://localhost:${side.port}`,
      hostname: defaultHostname,
      port: side.port,
      basePath: `/${stage.name}`,
    },
    async stop() {
      await Promise.all([main.stop(), side.stop()]);
    },
  };
}

function addressesOf(world: World, { apiId, region, domain, stage, defaultEndpointOff }: RestApiConfig) {
  const truststore = openTruststore(world, domain, 'client-mtls');
  // Left open, it would be a way around mutual TLS where the domain asks for it; else around the domain's TLS policy and name only.
  const closedBy = truststore === undefined ? ('gateway' as const) : ('client-mtls' as const);
  return {
    domain: { hostname: domain.name, truststore },
    defaultEndpoint: {
      hostname: `${apiId}.execute-api.${region}.amazonaws.com`,
      truststore: undefined,
      prefix: stage.name,
      ...(defaultEndpointOff ? { closedBy } : {}),
    },
  };
}

/** Answers, gives the answer its id, and writes the access log as the stage wants it. */
function createServe(world: World, api: RestApiConfig, log: string[]) {
  const walk = createWalk(world, api, createFetchJson(world));
  const respond = createRespond(api.responses);
  const { accessLogFormat: format } = api.stage;
  const line = format === undefined ? undefined : compileFormat(format, variables, 'AccessLogSetting.Format');
  const identity = { accountId: api.accountId, apiId: api.apiId, stage: api.stage.name };
  return (address: Address) => async (incoming: IncomingMessage, connection: Connection) => {
    const from = performance.now();
    const trace: Trace = { id: randomUUID(), address, connection };
    const finished = (status: number, length: number) => ({
      ...trace,
      head: trace.head ?? { id: trace.id, at: new Date() },
      api: identity,
      domainName: address.hostname,
      tls: connection.tls,
      status,
      length,
      latencyMs: Math.round(performance.now() - from),
      claims: trace.authorized?.claims,
    });
    const answer = await walk(incoming, trace).catch((error: unknown) =>
      answerTo(error, trace, noteFor(world, trace), (type, status) => respond(type, finished(0, 0), status)),
    );
    // Who is turned away at the door does not reach the stage.
    if (line !== undefined && trace.head !== undefined) {
      log.push(line(finished(answer.status, answer.body.length)));
      if (log.length > keptLines) log.shift();
    }
    return { ...answer, headers: { ...answer.headers, 'x-amzn-requestid': trace.id } };
  };
}
