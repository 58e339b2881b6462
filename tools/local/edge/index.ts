import { LocalError, type Edge, type World } from '../types';
import { readDistributions, type Distribution } from './distribution';
import { listen, type Listeners, type Ports } from './listeners';
import { createShelf } from './shelf';

interface EdgePorts extends Ports {
  /** The TLS port of the enrolment door. */
  readonly enrol?: number;
}

/** The edge, which can go over to what another world's templates say of the same distributions. */
export type LocalEdge = Edge & {
  /** Connections stay, and with them the certificate that was looked at when they were opened, as at CloudFront. Rate rules count anew. */
  reload(world: World): Promise<void>;
};

/**
 * Starts what stands for CloudFront: reads the distributions of the templates and behaves as they say, on loopback, each behind ports of its
 * own. Throws LocalError where the templates ask for something it cannot honour.
 */
export async function startEdge(world: World, { enrol: enrolPort, ...ports }: EdgePorts = {}): Promise<LocalEdge> {
  const listening: Listeners[] = [];
  const read: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(listening.map(part => part.stop()));
    await Promise.all(read.map(part => part.stop()));
  };
  // What was read before is kept until the end: requests that have begun with it end with it.
  const readDoors = async (from: World): Promise<Doors> => {
    const shelf = createShelf(from);
    read.push(shelf);
    const distributions = await readDistributions(from, shelf);
    read.push(...distributions);
    return doors(distributions);
  };
  const open = async (distribution: () => Distribution, at: Ports): Promise<Listeners> => {
    const listeners = await listen(distribution, world.ledger, at);
    listening.push(listeners);
    for (const alias of distribution().aliases) world.hosts.set(alias, listeners.port);
    return listeners;
  };
  try {
    let current = await readDoors(world);
    const entry = entryOf(current.main, await open(() => current.main, ports));
    const { enrol } = current;
    const enrolment = enrol && entryOf(enrol, await open(() => current.enrol ?? enrol, { edge: enrolPort }));
    return {
      ...entry,
      ...(enrolment === undefined ? {} : { enrol: enrolment }),
      async reload(after) {
        const next = await readDoors(after);
        assertReloadable(current, next);
        current = next;
        for (const listeners of listening) listeners.renew();
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Doors {
  readonly main: Distribution;
  readonly enrol: Distribution | undefined;
}

/** What belongs to the ports themselves, and not to what is answered behind them, stays as it was when they were opened. */
function assertReloadable(before: Doors, after: Doors): void {
  const fixed = ({ main, enrol }: Doors) =>
    JSON.stringify(
      [main, enrol].map(each => each && [each.http2, each.securityPolicy.name, each.mtls?.mode, each.aliases]),
    );
  if (fixed(before) !== fixed(after))
    throw new LocalError(
      `${after.main.place}: doors, aliases, HTTP version, security policy and viewer mTLS mode do not change while the chain runs; start it anew`,
    );
}

function entryOf({ notModelled }: Distribution, { port, httpPort, proxyPort }: Listeners) {
  return { url: `https://localhost:${port}`, port, httpPort, proxyPort, notModelled };
}

/** One distribution in front of the API, and one for enrolment where clients need a certificate for the first. */
function doors(distributions: readonly Distribution[]): Doors {
  const of = (door: string) => distributions.filter(each => each.door === door);
  const [main, ...others] = of('api');
  const [enrol, ...more] = of('enrol');
  if (main === undefined || others.length + more.length > 0 || distributions.length > 2)
    throw new LocalError(
      `got distributions ${distributions.map(({ place, door }) => `${place} (${door})`).join(', ')}; takes one whose origin is sent portcullis-door: api (or no such header), and one of enrol at most`,
    );
  return { main, enrol };
}
