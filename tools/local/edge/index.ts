import { LocalError, type Edge, type World } from '../types';
import { readDistributions, type Distribution } from './distribution';
import { listen, type Listeners, type Ports } from './listeners';
import { createServe } from './serve';
import { createShelf } from './shelf';

interface EdgePorts extends Ports {
  /** The TLS port of the enrolment door. */
  readonly enrol?: number;
}

/**
 * Starts what stands for CloudFront: reads the distributions of the templates and behaves as they say, on loopback, each behind ports of its
 * own. Throws LocalError where the templates ask for something it cannot honour.
 */
export async function startEdge(world: World, { enrol: enrolPort, ...ports }: EdgePorts = {}): Promise<Edge> {
  const shelf = createShelf(world);
  const opened: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(opened.map(part => part.stop()));
    await shelf.stop();
  };
  const open = async (distribution: Distribution, at: Ports): Promise<Listeners> => {
    const listeners = await listen(distribution, world.ledger, createServe(distribution, world.ledger), at);
    opened.unshift(listeners);
    for (const alias of distribution.aliases) world.hosts.set(alias, listeners.port);
    return listeners;
  };
  try {
    const distributions = await readDistributions(world, shelf);
    opened.push(...distributions);
    const { main, enrol } = doors(distributions);
    const entry = entryOf(main, await open(main, ports));
    const enrolment = enrol && entryOf(enrol, await open(enrol, { edge: enrolPort }));
    return { ...entry, ...(enrolment === undefined ? {} : { enrol: enrolment }), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function entryOf({ notModelled }: Distribution, { port, httpPort, proxyPort }: Listeners) {
  return { url: `https://localhost:${port}`, port, httpPort, proxyPort, notModelled };
}

/** One distribution in front of the API, and one for enrolment where clients need a certificate for the first. */
function doors(distributions: readonly Distribution[]): { main: Distribution; enrol: Distribution | undefined } {
  const of = (door: string) => distributions.filter(each => each.door === door);
  const [main, ...others] = of('api');
  const [enrol, ...more] = of('enrol');
  if (main === undefined || others.length + more.length > 0 || distributions.length > 2)
    throw new LocalError(
      `got distributions ${distributions.map(({ place, door }) => `${place} (${door})`).join(', ')}; takes one whose origin is sent portcullis-door: api (or no such header), and one of enrol at most`,
    );
  return { main, enrol };
}
