import type { LayerName } from '../../lib/chain';
import type { System } from './system';

/** What the parts of the local chain say to each other. Everything here is learnt from the templates. */

// ── the cloud assembly ───────────────────────────────────────────────────────────────────────────────────────────────

export interface Template {
  Resources: Record<string, TemplateResource>;
  Outputs?: Record<string, { Value: unknown; Export?: { Name: unknown } }>;
  Parameters?: Record<string, { Type: string; Default?: string | number }>;
  Conditions?: Record<string, unknown>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
}

export interface TemplateResource {
  Type: string;
  Properties?: Record<string, unknown>;
  DependsOn?: string | string[];
  Condition?: string;
  [attribute: string]: unknown;
}

/** A file of the assembly and the object it becomes. */
export interface Upload {
  readonly bucket: string;
  readonly key: string;
  readonly path: string;
}

export interface Stack {
  readonly name: string;
  /** Where the stack is deployed; a template that names no Region gets a placeholder. */
  readonly region: string;
  readonly template: Template;
  /** The directory (or file) of an asset, by the object key a resource uses for it (`Code.S3Key`). */
  asset(key: string): string;
  /** The files that the CLI uploads before it deploys the stack; folders, which it would zip, and templates are not among them. */
  readonly uploads?: () => readonly Upload[];
}

/** A resource of the assembly with the stack it stands in; `properties` are as written, intrinsics unresolved. */
export interface Placed {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Record<string, unknown>;
}

/** A cloud assembly read from disk. Stacks come in deployment order. */
export interface Assembly {
  readonly directory: string;
  readonly stacks: readonly Stack[];
  ofType(type: string): Placed[];
  /** The same assembly with its templates edited; the original is left as it was. */
  edited(edit: (templates: readonly Stack[]) => void): Assembly;
  /** As it was before any edit: what is registered somewhere else, no edit of templates changes. */
  readonly unedited: Assembly;
}

// ── what is alive ────────────────────────────────────────────────────────────────────────────────────────────────────

/** What `Ref` and `Fn::GetAtt` give for a resource that the local chain has brought up. */
export interface Live {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Brings one resource up and says what it is called. Called once a resource, when something first refers to it. */
export type Provider = (resource: Placed, world: World) => Promise<Live>;

/** A server certificate with its key, PEM. `chain` may be empty. */
export interface KeyedCertificate {
  readonly certificate: string;
  readonly chain: string;
  readonly privateKey: string;
}

/** The deployed templates on one laptop: values of intrinsics, names of hosts, and what the stand-ins hold. */
export interface World {
  readonly assembly: Assembly;
  /** Resolves every intrinsic inside a value. Rejects with LocalError that names the place when it cannot. */
  resolve(stack: Stack, value: unknown): Promise<unknown>;
  /** Brings a resource up (once) and gives its Ref and attributes. */
  live(resource: Placed): Promise<Live>;
  /** The resource a Ref, GetAtt or cross-stack reference points at, or undefined where it is not one. */
  target(stack: Stack, value: unknown): Placed | undefined;
  /** The resource whose live Ref or Arn is this string, among those already brought up. */
  byIdentity(refOrArn: string): Placed | undefined;
  /** Loopback ports behind the public host names of the templates (`origin.api.example.com` → 41234). */
  readonly hosts: Map<string, number>;
  /** The stand-in for the public CAs: what a browser or CloudFront trusts. */
  readonly publicCa: { readonly certificate: string; issue(hostnames: readonly string[]): Promise<KeyedCertificate> };
  /** ACM's stand-in: certificates by ARN, requested (from `publicCa`) or imported. */
  certificate(arn: string): KeyedCertificate | undefined;
  /** S3's stand-in: an object by bucket and key, of a version or the newest. */
  object(bucket: string, key: string, version?: string): Buffer | undefined;
  /** The values of a CloudFront key-value store by key, as its functions read them; undefined where no store has the ARN. */
  keyValueStore(arn: string): ((key: string) => string | undefined) | undefined;
  /** `AWS_ENDPOINT_URL_<SERVICE>` and other variables that let the SDK in a Lambda find the stand-ins. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly ledger: Ledger;
  readonly lambda: LambdaHost;
}

/** A fault of the set-up that a person can mend: one line, no stack trace. */
export class LocalError extends Error {
  override readonly name = 'LocalError';
}

// ── the ledger: who let through or stopped what ──────────────────────────────────────────────────────────────────────

export interface LedgerEntry {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly layer: LayerName;
  readonly outcome: 'passed' | 'stopped';
  /** Short and stable: `no-client-certificate`, `rule PerAddress`, `hop_certificate_missing`. */
  readonly reason: string;
  /** The request's id as the edge gave it (`x-amz-cf-id`), where there is a request. */
  readonly requestId?: string;
  /** For people: `TLSv1.3 TLS_AES_128_GCM_SHA256`, `12 rules`, `serial 4a3f…`. Never a token, key or body. */
  readonly detail?: string;
}

/** Written only by the component that enforces the layer; read by the drills. */
export interface Ledger {
  record(entry: Omit<LedgerEntry, 'at'>): void;
  /** Where the ledger stands now; `since(mark)` gives what came after. */
  mark(): number;
  since(mark: number): readonly LedgerEntry[];
}

// ── the parts that run ───────────────────────────────────────────────────────────────────────────────────────────────

/** Runs the functions of the templates, each in processes of its own with the template's code, environment and limits. */
export interface LambdaHost {
  /** Invokes a function by Ref or Arn. Rejects with LambdaError on a timeout, crash or thrown error. */
  invoke(function_: string, event: unknown): Promise<unknown>;
  /** Every line a function printed, as it is printed. */
  onLine(listener: (functionName: string, line: string) => void): void;
  stop(): Promise<void>;
}

/** What a client calls: the edge, or the domain of a Regional REST API where there is no edge. */
export interface Entry {
  /** `https://localhost:<port>`. */
  readonly url: string;
  readonly port: number;
  /** The TLS port that first reads a PROXY protocol v1 line, so that a drill can come from any address. */
  readonly proxyPort: number;
  /** Managed rule groups that have no public rules and are not evaluated here. */
  readonly notModelled: readonly string[];
}

export interface Edge extends Entry {
  /** The plain-HTTP port that CloudFront also opens. */
  readonly httpPort: number;
  /** The distribution through which a device without a certificate gets its first one, where the templates have it. */
  readonly enrol?: Entry;
  stop(): Promise<void>;
}

export interface Gateway {
  /** Where clients call the API itself and not an edge: the same domain as below. */
  readonly entry?: Entry;
  /** `https://localhost:<port>`: the API's custom domain, for those who try to walk around the edge. */
  readonly url: string;
  readonly port: number;
  /** The host name to send in SNI and Host: `origin.api.example.com`. */
  readonly hostname: string;
  /** The `execute-api` endpoint, open or not. */
  readonly defaultEndpoint: {
    readonly url: string;
    readonly hostname: string;
    readonly port: number;
    /** What its paths begin with: a REST API wants the name of the stage. */
    readonly basePath?: string;
  };
  stop(): Promise<void>;
}

interface User {
  readonly username: string;
  readonly password: string;
  readonly sub: string;
}

export interface Issuer {
  /** `iss` of its tokens and the base of its endpoints: `https://localhost:<port>/<pool id>`. */
  readonly url: string;
  /** Who can have a token: people, or the systems of partners, whose password is their client's secret and whose `sub` is its id. */
  readonly users: readonly User[];
  /** The app's client; where only systems call, the first of theirs. */
  readonly clientId: string;
  /** Where the app takes the answer of a sign-in: the first callback URL of the client. Empty where nobody signs in. */
  readonly redirectUri: string;
  /** Full names, prefix included: `wallet/accounts.read`. */
  readonly scopes: readonly string[];
  /**
   * Gets tokens over HTTP: with the authorization-code flow and PKCE as the app would, or for a system with its client credentials, which
   * bring an access token and no other (`idToken` is then empty).
   */
  signIn(options: {
    username: string;
    /** Absent: all that the client may have. */
    scopes?: readonly string[] | undefined;
    /** What a system tells the pool's trigger (`aws_client_metadata`). */
    clientMetadata?: Readonly<Record<string, string>> | undefined;
  }): Promise<{
    readonly accessToken: string;
    readonly idToken: string;
    readonly refreshToken: string | undefined;
  }>;
  /** Signs claims with the pool's real key, for attacks only. Reached over the process's own channel, never the network. */
  mint(claims: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
  /** The public keys, as served. */
  jwks(): Promise<{ readonly keys: readonly Record<string, unknown>[] }>;
  stop(): Promise<void>;
}

/** The whole chain, running. */
export interface LocalChain {
  readonly world: World;
  /** What an honest client calls. */
  readonly entry: Entry;
  /** Absent where the templates have no edge (ingress `regional`). */
  readonly edge?: Edge;
  /** Where a device without a certificate gets its first one, where the templates have such a door. */
  readonly enrol?: Entry | undefined;
  readonly gateway: Gateway;
  /** Which profile behind which ingress the templates provision. */
  readonly system: System;
  readonly issuer: Issuer;
  readonly ledger: Ledger;
  /** Runs what the templates' schedules run, at once, and waits for it. */
  fireSchedules(): Promise<void>;
  /**
   * Deploys another assembly of the same stacks over this one, stack by stack, as CloudFormation would: custom resources are updated, the
   * API, its functions and the edge go over to what the new templates say, and no connection is cut. Rejects with LocalError where the ports
   * themselves would have to change: other stacks, names, security policies, or mutual TLS where there was none.
   */
  deploy(assembly: Assembly): Promise<void>;
  stop(): Promise<void>;
}
