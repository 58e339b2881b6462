import type { Readable } from 'node:stream';
import type { Behaviour } from './behaviour';
import type { Incoming } from './incoming';
import type { Page } from './pages';
import type { Request, Viewer } from './viewer';

/** One request, with what is known about it before anything is decided. */
export interface Exchange {
  /** `x-amz-cf-id`. */
  readonly id: string;
  readonly viewer: Viewer;
  readonly request: Request;
  readonly incoming: Incoming;
  readonly behaviour: Behaviour;
}

/** What the viewer is sent. */
export type Result = Omit<Page, 'body'> & { readonly body: Buffer | Readable };
