import type { Call } from './types';

/** What Android asks for before anybody has signed in. */
export const association: Call = { path: '/.well-known/assetlinks.json' };
