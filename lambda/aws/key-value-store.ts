import { SignatureV4a } from '@aws-sdk/signature-v4a';
import { credentials, sendSigned, Sha256, unreachable, type Response, type Sign } from './signed';

/** A key-value store of CloudFront's, through its data plane. Writes carry the version they are based on. */
export interface KeyValueStore {
  /** The store's version, which every write needs. */
  version(): Promise<string>;
  keys(): Promise<string[]>;
  /** Puts and deletes, 50 of both together at most, all or nothing. Gives the new version. */
  update(
    version: string,
    change: {
      readonly puts: readonly { readonly key: string; readonly value: string }[];
      readonly deletes: readonly string[];
    },
  ): Promise<string>;
}

/** CloudFront takes no more in one request (its quotas, key value stores). */
export const mostKeys = 50;

/** The store of an ARN. */
export function keyValueStore(arn: string, signal: () => AbortSignal): KeyValueStore {
  const [, account] = /^arn:[^:]+:cloudfront::(\d{12}):key-value-store\/[\w-]+$/.exec(arn) ?? [];
  if (account === undefined) throw new Error(`got ${JSON.stringify(arn)}, takes the ARN of a key-value store`);
  const endpoint =
    process.env['AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE'] ?? `https://${account}.cloudfront-kvs.global.api.aws`;
  const base = `${endpoint}/key-value-stores/${encodeURIComponent(arn)}`;
  const call = async (method: 'GET' | 'POST', url: string, rest: object = {}): Promise<Response> => {
    const response = await sendSigned({ method, url: new URL(url), ...rest }, { sign, signal: signal() }).catch(
      (error: unknown) => {
        throw unreachable(arn, error);
      },
    );
    if (response.status >= 300) throw refusal(arn, response);
    return response;
  };
  return {
    version: async () => etagOf(arn, await call('GET', base)),
    async keys() {
      const keys: string[] = [];
      let token: string | undefined;
      do {
        const query = new URLSearchParams({
          MaxResults: String(mostKeys),
          ...(token === undefined ? {} : { NextToken: token }),
        });
        const page = JSON.parse((await call('GET', `${base}/keys?${query.toString()}`)).body) as Page;
        keys.push(...(page.Items ?? []).map(({ Key }) => Key));
        token = page.NextToken;
      } while (token !== undefined);
      return keys;
    },
    async update(version, { puts, deletes }) {
      const body = JSON.stringify({
        Puts: puts.map(({ key, value }) => ({ Key: key, Value: value })),
        Deletes: deletes.map(Key => ({ Key })),
      });
      const headers = { 'content-type': 'application/json', 'if-match': version };
      return etagOf(arn, await call('POST', `${base}/keys`, { headers, body }));
    },
  };
}

interface Page {
  readonly Items?: readonly { readonly Key: string }[];
  readonly NextToken?: string;
}

/** Signature Version 4A: the store belongs to no Region, so the signature is good in all of them. */
const sign: Sign = async ({ method, url, headers, body }) => {
  const signer = new SignatureV4a({
    service: 'cloudfront-keyvaluestore',
    region: '*',
    credentials: credentials(),
    sha256: Sha256,
  });
  const { protocol, hostname, pathname: path, host } = url;
  const query = Object.fromEntries(url.searchParams);
  const signed = (await signer.sign(
    { method, protocol, hostname, path, query, headers: { ...headers, host }, body },
    {},
  )) as { readonly headers: Record<string, string> };
  return signed.headers;
};

function etagOf(arn: string, response: Response): string {
  const etag = response.header('etag');
  if (etag === undefined) throw new Error(`${arn}: CloudFront gave no ETag`);
  return etag;
}

function refusal(arn: string, { status, body, header }: Response): Error {
  const name =
    header('x-amzn-errortype')?.split(':')[0] ?? /"__type":"(?:[^"]*#)?(\w+)"/.exec(body)?.[1] ?? `status ${status}`;
  return Object.assign(new Error(`${arn}: CloudFront answers ${status}`), { name });
}
