import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { revocationKey, serialHex } from '../../../lambda/x509';

/**
 * The functions inside CloudFront cannot import anything, so they write serial numbers with code of their own. It must come to the same
 * as the one normaliser for every spelling that CloudFront, OpenSSL or a database may hand them.
 */
const source = (name: string): string =>
  readFileSync(join(__dirname, '..', '..', '..', 'lib', 'edge', 'functions', name), 'utf8');

const spellings: readonly (readonly [serial: string, spelling: string])[] = [
  ['a10b', 'a1:0b'],
  ['a10b', 'A1:0B'],
  ['a10b', '00:a1:0b'],
  ['a10b', '00A10B'],
  ['a10b', 'A10B'],
  ['1', '01'],
  ['1', '00:01'],
  ['80', '00:80'],
  ['ff'.repeat(20), `00:${Array.from({ length: 20 }, () => 'ff').join(':')}`],
];

async function lookedUp(serialNumber: string): Promise<string> {
  const asked: string[] = [];
  const cf = { kvs: () => ({ exists: async (key: string) => asked.push(key) > 9 }) };
  const code = source('connection.js').replace("import cf from 'cloudfront';", '');
  const handler = runInNewContext(`${code}; connectionHandler`, { cf, console }) as (
    connection: object,
  ) => Promise<void>;
  await handler({
    clientCertInfo: { serialNumber },
    clientCertificate: { certificates: { leaf: { serialNumber } } },
    allow: () => undefined,
    deny: () => undefined,
  });
  return asked.join();
}

function header(value: string): string | undefined {
  const handler = runInNewContext(`${source(viewerRequest)}; handler`) as (event: object) => {
    readonly headers: Readonly<Record<string, { readonly value: string } | undefined>>;
  };
  const headers = {
    'cloudfront-viewer-cert-sha256': { value: 'ab'.repeat(32) },
    'cloudfront-viewer-cert-serial-number': { value },
  };
  return handler({ request: { headers } }).headers['portcullis-client-cert-serial']?.value;
}
const viewerRequest = 'viewer-request-clients.js';

test.each(spellings)(
  '%s, written %s, is one serial to the list, the header, the registry and the guard',
  async (serial, spelling) => {
    expect(serialHex(spelling)).toBe(serial);
    expect(await lookedUp(spelling)).toBe(revocationKey(spelling));
    expect(header(spelling)).toBe(serial);
  },
);
