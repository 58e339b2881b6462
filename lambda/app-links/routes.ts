import type { Route } from '../guard/routes';

const reason = 'Android and iOS fetch it before any user has signed in, and show no token.';

/** Where there are no certificates of clients: Google and Apple, who fetch these, would have none to show. */
const profiles = ['consumer'] as const;

export const routes = [
  {
    method: 'GET',
    path: '/.well-known/assetlinks.json',
    auth: null,
    reason,
    action: 'readAssetLinks',
    throttle: { rate: 10, burst: 20 },
    profiles,
  },
  {
    method: 'GET',
    path: '/.well-known/apple-app-site-association',
    auth: null,
    reason,
    action: 'readAppSiteAssociation',
    throttle: { rate: 10, burst: 20 },
    profiles,
  },
] as const satisfies readonly Route[];
