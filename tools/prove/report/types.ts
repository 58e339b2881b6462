import type { LayerName, Profile } from '../../../lib/chain';
import type { Location } from '../lines';

/**
 * A proof as plain data: what `--format json` prints, and what every other format is drawn from. Stable: fields are added,
 * never renamed or taken away, without a new `version`.
 */
export interface Report {
  readonly version: 1;
  /** `gap`: a layer is missing or weak somewhere. `unproven`: nothing is, and something could not be decided. */
  readonly verdict: Outcome;
  readonly profile: Profile;
  readonly summary: { readonly routes: number } & Readonly<Record<RouteVerdict, number>>;
  /** Every layer that some path is asked for, in the order a request meets them. */
  readonly layers: readonly LayerName[];
  readonly routes: readonly RouteReport[];
  /** Open findings, most serious first. */
  readonly findings: readonly Finding[];
  /** Findings that the policy accepts for a time. */
  readonly waived: readonly Finding[];
  /** Entry points that no route above goes through. */
  readonly notModelled: readonly NotFollowed[];
  /** With `--baseline`: how many findings it knows, and how many of those are no longer there. */
  readonly baseline?: { readonly known: number; readonly mended: number };
  /** With `--diff`: what changed since the base. */
  readonly diff?: Diff;
}

export type Outcome = 'complete' | 'gap' | 'unproven';
export type RouteVerdict = Outcome | 'public';

/** How a layer is. `waived`, `external`, `public` and `decided` are absences somebody decided, with a reason. */
export type Cell = 'stands' | 'weak' | 'missing' | 'unproven' | 'waived' | 'external' | 'public' | 'decided';
export type Cells = Readonly<Partial<Record<LayerName, Cell>>>;

export interface RouteReport {
  /** `GET /accounts/{accountId}`. */
  readonly route: string;
  readonly api: string;
  readonly stack: string;
  readonly verdict: RouteVerdict;
  /** Why it is public by decision, or why its templates cannot be taken at their word. */
  readonly reason?: string;
  /** Why callers need no client certificate on some path. */
  readonly noCertificate?: string;
  /** The worst of its paths, layer by layer. A layer that no path is asked for is absent. */
  readonly cells: Cells;
  readonly paths: readonly PathReport[];
}

export interface PathReport {
  /** The way in, for people: `CloudFront Distribution → origin.api.example.com`. */
  readonly through: string;
  readonly hops: readonly { readonly kind: string; readonly stack: string; readonly logicalId: string }[];
  /** Present: nobody but the edge can take this path, and why. */
  readonly closed?: string;
  readonly cells: Cells;
  /** What each rule saw; in the JSON report only. */
  readonly evidence?: readonly Evidence[];
}

export interface Evidence {
  readonly layer: LayerName;
  readonly rule: string;
  readonly status: Status;
  readonly says: string;
  readonly at: Location;
}

export type Status = 'stands' | 'weak' | 'missing' | 'unproven';
export type Severity = Exclude<Status, 'stands'>;

/** One thing to mend, with every route it is found on. */
export interface Finding {
  /** The rule's id: `waf/attached`. */
  readonly rule: string;
  /** Absent: it is about the templates or the policy, not about a layer. */
  readonly layer?: LayerName;
  readonly status: Severity;
  readonly says: string;
  readonly reason: string;
  readonly fix: string;
  readonly at: Location;
  /** The ways in it was found on. */
  readonly through: readonly string[];
  readonly on: readonly Occurrence[];
  readonly waiver?: { readonly id: string; readonly reason: string; readonly expires: string };
}

export interface Occurrence {
  /** `GET /accounts`; empty where the finding is about no route. */
  readonly route: string;
  readonly api: string;
  /** The same from run to run while rule, route, resource and property are the same. */
  readonly fingerprint: string;
  /** With `--baseline`: it is in there, no less serious than now. */
  readonly known?: true;
}

export interface NotFollowed {
  /** `AppSync API`, `private API`. */
  readonly what: string;
  readonly at: Location;
  readonly reached: boolean;
}

export interface Diff {
  /** Layers of routes that are worse than in the base; what was not there before says `new`. */
  readonly lost: readonly Change[];
  readonly gained: readonly Change[];
  /** Ways in that the base does not have. */
  readonly opened: readonly { readonly route: string; readonly api: string; readonly through: string }[];
  readonly newRoutes: readonly { readonly route: string; readonly api: string; readonly verdict: RouteVerdict }[];
  readonly goneRoutes: readonly { readonly route: string; readonly api: string; readonly verdict: RouteVerdict }[];
}

export interface Change {
  readonly route: string;
  readonly api: string;
  readonly layer: LayerName;
  readonly before: Cell | 'not asked for';
  readonly now: Cell | 'not asked for';
}
