import type { Hop, Stage } from './types';

/** A way into an API that no distribution stands before: default endpoint, custom domain, function URL, load balancer. */
export interface Door {
  readonly hop: Hop;
  readonly stage: Stage | undefined;
  /** What stands before the API's own paths here, without slashes: stage name or base path; '' for nothing. */
  readonly basePath: string;
  /** Why nobody can tell whether this door is there. */
  readonly doubt?: string;
}

/** A base path nobody knows may be any. */
export const anyBasePath = '{base+}';
