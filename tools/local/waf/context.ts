import type { BlockList } from 'node:net';
import type { RE2JS } from 're2js';
import type { Evaluation } from './request';

/** A compiled statement: whether it matches. */
export type Matcher = (evaluation: Evaluation) => boolean;

/** What a statement needs while it is compiled. */
export interface Context {
  /** `web ACL edge: rule PerAddress`, for refusals. */
  readonly where: string;
  readonly now: () => number;
  /** Compiles a statement inside this one. */
  readonly nested: (statement: unknown) => Matcher;
  readonly ipSets: ReadonlyMap<string, BlockList>;
  readonly patternSets: ReadonlyMap<string, readonly RE2JS[]>;
  /** Called when a statement inspects the body, so that the edge reads it first. */
  readonly wantsBody: () => void;
}

export type Compile = (statement: unknown, context: Context) => Matcher;
