import type { IncomingMessage } from 'node:http';
import type { Gateway, KeyedCertificate, World } from '../types';
import { compileAccessLog } from './access-log';
import type { Answer } from './answer';
import { certificateOf, openTruststore } from './domain';
import { createFetchJson } from './https-json';
import { createPipeline, type Door, type Trace, type Walk } from './pipeline';
import { newRequestId } from './request';
import { startRestGateway, type RestPorts } from './rest';
import { listen } from './server';
import { readApi, type ApiConfig } from './template';

const keptLines = 10_000;

/** The gateway, with the lines it would write to the stage's access log, newest last. */
export type LocalGateway = Gateway & {
  readonly accessLog: readonly string[];
  /**
   * Serves what another world's templates say from now on: routes, functions, authorizer, truststore. Connections stay, and requests that
   * have begun end as they began.
   */
  readonly reload: (world: World) => Promise<void>;
};

/** Ports on loopback. Where clients call the API itself, its domain stands on the ports of the edge. */
type Ports = RestPorts & { readonly gateway?: number };

/** Starts the API of the templates: a Regional REST API where there is one, else the HTTP API. */
export const startGateway = async (world: World, ports: Ports = {}): Promise<LocalGateway> =>
  world.assembly.ofType('AWS::ApiGateway::RestApi').length > 0
    ? startRestGateway(world, ports)
    : startHttpGateway(world, ports);

/** Starts the HTTP API of the templates on loopback, under its custom domain and its `execute-api` name. */
async function startHttpGateway(world: World, ports: Ports): Promise<LocalGateway> {
  const log: string[] = [];
  let { api, doors, answers } = await read(world, log);
  const open = async (which: 'domain' | 'default', certificate: KeyedCertificate, port: number | undefined) =>
    listen({
      certificate,
      port,
      requestClientCertificate: doors[which].truststore !== undefined,
      answer: incoming => answers[which](incoming),
    });

  const awsCertificate = await world.publicCa.issue([doors.default.hostname]);
  const main = await open('domain', certificateOf(world, api.domain), ports.gateway);
  const side = await open('default', awsCertificate, ports.defaultEndpoint).catch(async (error: unknown) => {
    await main.stop();
    throw error;
  });
  world.hosts.set(doors.domain.hostname, main.port);
  world.hosts.set(doors.default.hostname, side.port);
  return {
    url: `https://localhost:${main.port}`,
    port: main.port,
    hostname: doors.domain.hostname,
    defaultEndpoint: { url: `https://localhost:${side.port}`, hostname: doors.default.hostname, port: side.port },
    accessLog: log,
    reload: async next => void ({ api, doors, answers } = await read(next, log)),
    async stop() {
      await Promise.all([main.stop(), side.stop()]);
    },
  };
}

/** What the templates of a world make of a request at either door. */
async function read(world: World, log: string[]) {
  const api = await readApi(world);
  const doors = doorsOf(world, api);
  const walk = createPipeline(world, api, createFetchJson(world));
  const at = (door: Door) => logged(walk, api, door, log);
  return { api, doors, answers: { domain: at(doors.domain), default: at(doors.default) } };
}

function doorsOf(world: World, { apiId, region, domain, defaultEndpointOff }: ApiConfig) {
  return {
    domain: { hostname: domain.name, truststore: openTruststore(world, domain, 'origin-mtls'), closed: false },
    default: {
      hostname: `${apiId}.execute-api.${region}.amazonaws.com`,
      truststore: undefined,
      closed: defaultEndpointOff,
    },
  };
}

/** Answers, gives the answer its id, and writes the access log as the stage wants it. */
function logged(walk: Walk, api: ApiConfig, door: Door, log: string[]): (incoming: IncomingMessage) => Promise<Answer> {
  const format = api.stage.AccessLogSettings?.Format;
  const line = format === undefined ? undefined : compileAccessLog(format);
  return async incoming => {
    const from = performance.now();
    const trace: Trace = { id: newRequestId(), door };
    const answer = await walk(incoming, trace);
    // Who is turned away at the door does not reach the stage, and HTTP APIs log nothing before it.
    if (line !== undefined && trace.head !== undefined) {
      const { head, route, authorized } = trace;
      log.push(
        line({
          ...trace,
          head,
          api: { ...api, domainName: door.hostname },
          status: answer.status,
          length: answer.body.length,
          latencyMs: Math.round(performance.now() - from),
          routeKey: route?.key,
          claims: authorized?.claims,
        }),
      );
      if (log.length > keptLines) log.shift();
    }
    return { ...answer, headers: { ...answer.headers, 'apigw-requestid': trace.id } };
  };
}
