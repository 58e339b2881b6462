import type { LocalChain } from '../local/types';
import { open, type Client } from './client';
import type { Field, Seeded } from './types';

/** The running chain as a drill sees it; `close` ends its connections. */
export interface OpenField extends Field {
  close(): Promise<void>;
}

/** A chain with its two users signed in: gives every drill a field of its own. */
export interface Site {
  readonly chain: LocalChain;
  readonly alice: Seeded;
  readonly bob: Seeded;
}

export function createField({ chain, alice, bob }: Site, addresses: Addresses): OpenField {
  const address = addresses.ofDrill();
  const clients = new Map<string, Client>();
  const clientFrom = (from: string): Client => {
    const known = clients.get(from);
    if (known !== undefined) return known;
    const client = open({
      url: chain.entry.url,
      port: chain.entry.proxyPort,
      ca: chain.world.publicCa.certificate,
      from,
      connections: from === address ? 16 : 2,
    });
    clients.set(from, client);
    return client;
  };
  return {
    chain,
    address,
    alice,
    bob,
    call: request => clientFrom(request.from ?? address).call(request),
    freshAddress: () => addresses.ofCrowd(),
    close: async () => {
      await Promise.all([...clients.values()].map(client => client.close()));
    },
  };
}

/** Hands out source addresses, each once. */
export interface Addresses {
  /** 192.0.2.0/24, TEST-NET-1 (RFC 5737). */
  ofDrill(): string;
  /** 198.18.0.0/15, benchmarks (RFC 2544): large enough for a crowd. */
  ofCrowd(): string;
}

export function createAddresses(): Addresses {
  let drills = 0;
  let crowd = 0;
  return {
    ofDrill: () => {
      drills += 1;
      if (drills > 254) throw new Error('more drills than TEST-NET-1 has addresses');
      return `192.0.2.${drills}`;
    },
    ofCrowd: () => {
      crowd += 1;
      return `198.${18 + ((crowd >> 16) & 1)}.${(crowd >> 8) & 255}.${crowd & 255}`;
    },
  };
}
