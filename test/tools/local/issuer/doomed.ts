import { startIssuer } from './world';

/** A program of its own that starts an issuer and waits to be killed. */
void startIssuer().then(({ issuer, world }) =>
  console.log(JSON.stringify({ url: issuer.url, ca: world.publicCa.certificate })),
);
