import type { Edge, World } from '../types';
import { readDistribution } from './distribution';
import { listen, type Ports } from './listeners';
import { createServe } from './serve';

/**
 * Starts what stands for CloudFront: reads the distribution of the templates and behaves as it says, on loopback. Throws
 * LocalError where the templates ask for something it cannot honour.
 */
export async function startEdge(world: World, ports: Ports = {}): Promise<Edge> {
  const distribution = await readDistribution(world);
  try {
    const listeners = await listen(distribution, world.ledger, createServe(distribution, world.ledger), ports);
    const { port, httpPort, proxyPort } = listeners;
    return {
      url: `https://localhost:${port}`,
      port,
      httpPort,
      proxyPort,
      notModelled: distribution.notModelled,
      async stop() {
        await listeners.stop();
        await distribution.stop();
      },
    };
  } catch (error) {
    await distribution.stop();
    throw error;
  }
}
