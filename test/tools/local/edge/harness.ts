import type { IncomingMessage, RequestListener } from 'node:http';
import { startEdge } from '../../../../tools/local/edge';
import type { Edge, LedgerEntry, TemplateResource, World } from '../../../../tools/local/types';
import {
  closed,
  createCertificates,
  createWorld,
  distribution,
  originDomain,
  startOrigin,
  type Certificates,
  type Held,
} from './support';

/** A request as the origin saw it. */
export interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Started {
  readonly edge: Edge;
  readonly world: World;
  readonly stops: () => LedgerEntry[];
  readonly passes: () => LedgerEntry[];
}

/** An edge in front of a real origin, for every test of a file; what a test starts is stopped after it. */
export function useEdge() {
  const seen: Seen[] = [];
  const running: Edge[] = [];
  let certificates: Certificates;
  let origin: Awaited<ReturnType<typeof startOrigin>>;

  beforeAll(async () => {
    certificates = await createCertificates();
    origin = await startOrigin(certificates, answering(seen));
  });
  afterEach(async () => {
    seen.length = 0;
    await Promise.all(running.splice(0).map(edge => edge.stop()));
  });
  afterAll(() => closed(origin));

  return {
    seen,
    ca: () => certificates.publicCa.certificate,
    originPort: () => origin.port,
    start: async (
      changes?: Parameters<typeof distribution>[0],
      more: Record<string, TemplateResource> = {},
      held: Held = {},
    ): Promise<Started> => {
      const world = createWorld(certificates, { Edge: distribution(changes), ...more }, held);
      world.hosts.set(originDomain, origin.port);
      const edge = await startEdge(world);
      running.push(edge);
      const outcomes = (outcome: string): LedgerEntry[] =>
        world.ledger.since(0).filter(entry => entry.outcome === outcome);
      return { edge, world, stops: () => outcomes('stopped'), passes: () => outcomes('passed') };
    },
  };
}

/** Answers with how much it got; `/large` with a megabyte, `/status/404` with that status. */
const answering =
  (seen: Seen[]): RequestListener =>
  (request, response) => {
    let body = '';
    request.on('data', chunk => (body += String(chunk)));
    request.on('end', () => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body });
      const status = Number(/^\/status\/(\d+)/.exec(request.url ?? '')?.[1] ?? 200);
      const answer = request.url === '/large' ? 'x'.repeat(1_000_000) : `served ${body.length}`;
      const length = status === 204 ? {} : { 'content-length': answer.length };
      response.writeHead(status, { 'content-type': 'text/plain', server: 'origin', ...length });
      response.end(request.method === 'HEAD' || status === 204 ? undefined : answer);
    });
  };
