import { LocalError, type Entry, type LocalChain } from '../local/types';
import { open, type Client, type ClientCertificate } from './client';
import { claimsOf } from './tokens';
import type { Answer, Call, Field, Seeded } from './types';

/** The running chain as a drill sees it; `close` ends its connections. */
export interface OpenField extends Field {
  close(): Promise<void>;
}

/** A chain with its two callers, who have their tokens: gives every drill a field of its own. */
export interface Site {
  readonly chain: LocalChain;
  readonly alice: Seeded;
  readonly bob: Seeded;
  /** The same callers with new tokens, where the old ones are about to end: a partner's live for five minutes. */
  readonly renewed?: () => Promise<Site>;
}

export type OnAnswer = (request: Call, answer: Answer) => void;

/** @param onAnswer Told of every answer that a request through what clients call has got. */
export function createField(site: Site, addresses: Addresses, onAnswer?: OnAnswer): OpenField {
  const { chain, alice, bob } = site;
  const address = addresses.ofDrill();
  const clients = new Map<string, Client>();
  const clientFor = (request: Call): Client => {
    const from = request.from ?? address;
    const certificate = certificateOf(site, request);
    const key = `${request.door} ${from} ${certificate?.certificate}`;
    const known = clients.get(key);
    if (known !== undefined) return known;
    const { url, proxyPort } = doorOf(chain, request);
    const client = open({
      url,
      port: proxyPort,
      ca: chain.world.publicCa.certificate,
      from,
      certificate,
      connections: from === address ? 16 : 2,
    });
    clients.set(key, client);
    return client;
  };
  return {
    chain,
    address,
    alice,
    bob,
    call: async request => {
      const answer = await clientFor(request).call(request);
      onAnswer?.(request, answer);
      return answer;
    },
    freshAddress: () => addresses.ofCrowd(),
    close: async () => {
      await Promise.all([...clients.values()].map(client => client.close()));
    },
  };
}

function doorOf({ entry, enrol }: LocalChain, { door }: Call): Entry {
  if (door === undefined) return entry;
  if (enrol === undefined) throw new LocalError('the templates have no door for enrolment');
  return enrol;
}

/** The certificate of whoever the token is about: a stolen one does not come with it, so a drill that steals says so. */
function certificateOf({ alice, bob }: Site, { certificate, token, door }: Call): ClientCertificate | undefined {
  if (certificate !== undefined) return certificate ?? undefined;
  if (door === 'enrol') return undefined;
  // What issuers make of a caller in `sub` differs; that two tokens say the same does not.
  return token !== undefined && holderOf(token) === holderOf(bob?.token) ? bob.certificate : alice?.certificate;
}

/** `sub`, unverified; undefined for what is no token. */
function holderOf(token: string | undefined): unknown {
  try {
    return token === undefined ? undefined : claimsOf(token).sub;
  } catch {
    return undefined;
  }
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
