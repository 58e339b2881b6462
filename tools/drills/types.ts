import type { Ingress, LayerName, Profile } from '../../lib/chain';
import type { LocalChain, Stack } from '../local/types';
import type { ClientCertificate } from './client';

/** By number: API1:2023 and so on (owasp.org, API Security Top 10). */
export type Owasp = `API${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10}`;

/**
 * A drill is one attack with a twin: the same request without the attacking element, which must be served. It passes when
 * the expected layer stopped the attack (as that layer's own component recorded), the twin was served, and with that
 * layer's named edit applied to the templates the layer no longer stops it.
 */
export interface Drill {
  /** The file's name: `no-token`. */
  readonly id: string;
  /** What the attacker does, as a person would say it: "calls without a token". */
  readonly title: string;
  /** Its risk in the OWASP API Security Top 10 of 2023, where it is one of those. */
  readonly owasp?: Owasp;
  /** The layer that must stop it. */
  readonly layer: LayerName;
  /** The layer that must stop it once `layer` is taken away; absent where none behind it can. */
  readonly behind?: LayerName;
  /** Profiles in which the attack makes sense; absent: all in which the layer stands. */
  readonly profiles?: readonly Profile[];
  /** Ingresses behind which the attack makes sense; absent: all behind which the layer stands. */
  readonly ingresses?: readonly Ingress[];
  /** Absent: whoever issues the tokens. `cognito`: with claims in them that others do not write, such as the session. */
  readonly issuer?: 'cognito';
  /** It takes seconds and does next to nothing in them: such drills come last, beside the drills of another chain. */
  readonly waits?: true;
  attack(field: Field): Promise<Outcome>;
  twin(field: Field): Promise<Outcome>;
}

/** What the client saw. The layer that stopped it is read from the ledger, never from here. */
export interface Outcome {
  /** Whether the request (for an attack: the attack) got what it wanted. */
  readonly served: boolean;
  /** Status or transport error, for the table: `403`, `ECONNRESET`. */
  readonly saw: string;
}

/** A seeded account of the sample backend. */
export interface SeededAccount {
  readonly accountId: string;
  /** `sub` of its owner. */
  readonly owner: string;
  readonly currency: string;
  readonly balanceMinor: number;
}

/** Where a drill happens: the running chain, an address of its own, and two seeded callers: users, or in `partner` two systems. */
export interface Field {
  readonly chain: LocalChain;
  /** A source address no other drill uses (TEST-NET-1, RFC 5737), so that one flood does not block the next drill. */
  readonly address: string;
  readonly alice: Seeded;
  readonly bob: Seeded;
  /** One request as an honest client's would go, through what it calls. Rejects never: a transport error is a response with status 0. */
  call(request: Call): Promise<Answer>;
  /** A source address never used before (RFC 2544's benchmark range): for floods from many addresses. */
  freshAddress(): string;
}

export interface Seeded {
  readonly username: string;
  readonly sub: string;
  /** An access token with every scope, from the authorization-code flow. */
  readonly token: string;
  /** Empty in `partner`, where nobody signs in. */
  readonly idToken: string;
  /** What the caller shows in the handshake; absent in `consumer`. */
  readonly certificate?: ClientCertificate;
  readonly account: SeededAccount;
}

export interface Call {
  readonly method?: string;
  readonly path: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON; a string as it is. */
  readonly body?: unknown;
  /** Source address, when not the drill's own. */
  readonly from?: string;
  /** What to show in the handshake, or `null` for nothing; absent: the certificate of the token's holder, Alice's without a token. */
  readonly certificate?: ClientCertificate | null;
  /** `enrol`: through the enrolment door, which asks for no certificate. */
  readonly door?: 'enrol';
}

export interface Answer {
  /** 0 where no HTTP answer came. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** The code of a transport error: `ECONNRESET`. */
  readonly error?: string;
}

/** The edit of the templates that takes a layer away, as a careless change would. Throws when it finds nothing to edit. */
export interface Ablation {
  readonly layer: LayerName;
  /** What the edit does, in words: "the distribution no longer names the web ACL". */
  readonly what: string;
  readonly edit: (stacks: readonly Stack[]) => void;
}

/** What was seen of one drill on one chain. */
export interface Sighting {
  readonly attack: Outcome;
  /** The layers that recorded a stop during the attack, in request order, each once. */
  readonly stoppedBy: readonly LayerName[];
  /** Absent on a chain without the layer: a chain that lacks a layer owes nobody service. */
  readonly twin?: Outcome;
  readonly twinStoppedBy?: readonly LayerName[];
}

/** The verdict on one drill. */
export interface DrillResult {
  readonly drill: Drill;
  readonly stoppedBy: readonly LayerName[];
  readonly saw: string;
  readonly twinServed: boolean;
  /** What happened with the layer taken away; absent where that chain could not be drilled (`why` says so). */
  readonly withoutLayer?: { readonly stoppedBy: readonly LayerName[]; readonly saw: string };
  readonly passed: boolean;
  /** For a failed drill: one sentence that names the layer. */
  readonly why?: string;
}
