import { open, type ClientCertificate } from './client';
import { outcomeOf } from './outcome';
import type { Call, Field, Outcome } from './types';

/** Walking around the edge: straight to the doors of API Gateway. */

/** One request to the API's custom domain, under its real name, with the certificate given or none. */
export async function callGateway({ chain }: Field, call: Call, identity?: ClientCertificate): Promise<Outcome> {
  const { hostname, port } = chain.gateway;
  return callOnce({ chain, hostname, port }, call, identity);
}

/** One request to the `execute-api` endpoint that API Gateway opens for every API unless told not to. */
export async function callDefaultEndpoint({ chain }: Field, call: Call): Promise<Outcome> {
  const { hostname, port, basePath = '' } = chain.gateway.defaultEndpoint;
  return callOnce({ chain, hostname, port }, { ...call, path: `${basePath}${call.path}` });
}

interface Target {
  readonly chain: Field['chain'];
  readonly hostname: string;
  readonly port: number;
}

/** What CloudFront adds for the origin. It is no secret, so whoever walks around the edge writes it as well; without an edge it means nothing. */
const added = ({ edge }: Field['chain']): Readonly<Record<string, string>> =>
  edge === undefined ? {} : { 'portcullis-door': 'api' };

async function callOnce({ chain, hostname, port }: Target, call: Call, identity?: ClientCertificate): Promise<Outcome> {
  const client = open({
    url: `https://${hostname}`,
    port,
    ca: chain.world.publicCa.certificate,
    certificate: identity,
  });
  try {
    return outcomeOf(await client.call({ ...call, headers: { ...added(chain), ...call.headers } }));
  } finally {
    await client.close();
  }
}
