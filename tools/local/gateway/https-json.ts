import { get } from 'node:https';
import type { World } from '../types';

/** API Gateway's own limits for the issuer's documents (HTTP API quotas). */
const limits = { timeoutMs: 1_500, bytes: 150_000 };

export type FetchJson = (url: string) => Promise<unknown>;

/** Reads JSON over TLS from a host that the public CA vouches for; names of the templates lead to their loopback ports. */
export function createFetchJson({ publicCa, hosts }: Pick<World, 'publicCa' | 'hosts'>): FetchJson {
  return async url => {
    const { protocol, hostname } = new URL(url);
    if (protocol !== 'https:') throw new Error(`${url}: takes https`);
    const port = hosts.get(hostname);
    const text = await download(url, {
      ca: publicCa.certificate,
      servername: hostname,
      ...(port === undefined ? {} : { host: '127.0.0.1', port, headers: { host: hostname } }),
    });
    return JSON.parse(text);
  };
}

function download(url: string, options: Parameters<typeof get>[1]): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, { ...options, agent: false, signal: AbortSignal.timeout(limits.timeoutMs) }, response => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('error', reject);
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > limits.bytes) response.destroy(new Error(`${url}: more than ${limits.bytes} bytes`));
      });
      response.on('end', () => {
        if (response.statusCode === 200) resolve(Buffer.concat(chunks).toString('utf8'));
        else reject(new Error(`${url}: status ${response.statusCode}`));
      });
    });
    request.on('error', reject);
  });
}
