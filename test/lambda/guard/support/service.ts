import { guard } from '../../../../lambda/guard/guard';
import type { Operation } from '../../../../lambda/guard/operation';
import type { Recorder } from '../../../../lambda/guard/record';
import type { RevocationOptions } from '../../../../lambda/guard/stages/revocation';
import type { Route } from '../../../../lambda/guard/routes';
import { cedar } from '../../../../lambda/policies/cedar';
import { authority, identity, leaf } from './certificates';
import { httpApiEvent, type Call } from './events';
import * as tokens from './tokens';

/** Turns off what a test is not about. */
export const off = { check: null, reason: 'this test is about another stage' } as const;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Record<string, unknown>;
}

/** Notes what the guard would log. */
export function notes(): Recorder & { readonly taken: string[] } {
  const taken: string[] = [];
  return {
    taken,
    served: () => void taken.push('served'),
    replayed: () => void taken.push('replayed'),
    refused: (_subject, { code }) => void taken.push(code),
    failed: (_subject, error) => void taken.push(`failed: ${String(error)}`),
  };
}

/** The policies as they are, parsed once. */
export const authorizer = cedar();

/** The edge: the same before every service of a test file. */
let edge: ReturnType<typeof makeEdge> | undefined;
async function makeEdge() {
  const ours = await authority();
  return { authorities: [ours.certificate], certificate: await leaf(ours) };
}

/** A service behind its whole guard, called as the gateway would: by the edge, for a user with every scope. */
export async function service(
  routes: readonly Route[],
  operations: Readonly<Record<string, Operation>>,
  recorder: Recorder = notes(),
  revocation: RevocationOptions = { list: { read: async () => [] } },
): Promise<(user: string, call: Call) => Promise<Answer>> {
  const { authorities, certificate } = await (edge ??= makeEdge());
  const guarded = guard({
    routes,
    operations,
    profile: 'consumer',
    ingress: 'edge',
    door: {},
    binding: off,
    revocation,
    proof: { store: undefined, publicOrigin: 'https://api.example.com' },
    replay: { store: undefined },
    hop: { authorities, identity },
    token: { issuer: tokens.issuer, clientIds: [tokens.clientId], resourceServer: 'wallet', keys: tokens.keys() },
    policy: { authorizer },
    maxBodyBytes: 8_192,
    recorder,
  });
  const scopes = ['accounts.read', 'transfers.read', 'transfers.write'];
  return async (user, call) => {
    const token = call.token ?? tokens.signed(tokens.accessClaims(user, ...scopes));
    const { statusCode, headers, body } = await guarded(httpApiEvent({ certificate, ...call, token }));
    return { status: statusCode, headers, body: JSON.parse(body) as Record<string, unknown> };
  };
}
