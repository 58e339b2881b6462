import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { crc32 } from 'node:zlib';
import { AwsError } from './http';

export interface Content {
  readonly bytes: Buffer;
  /** Checksum headers that were sent and hold: `x-amz-checksum-crc32` and the like. */
  readonly checksums: Readonly<Record<string, string>>;
}

/** The content of an upload: the SDKs send it bare, or in `aws-chunked` encoding with checksums in a trailer. */
export function decodeBody(headers: IncomingHttpHeaders, body: Buffer): Content {
  const chunked = (headers['content-encoding'] ?? '').includes('aws-chunked');
  const { bytes, trailer } = chunked ? unchunk(body) : { bytes: body, trailer: {} };
  const announced = headers['x-amz-decoded-content-length'];
  if (announced !== undefined && Number(announced) !== bytes.length)
    throw new AwsError(
      'IncompleteBody',
      'You did not provide the number of bytes specified by x-amz-decoded-content-length',
    );
  const sent = Object.entries({ ...headers, ...trailer }).filter(([name]) => isChecksum(name));
  for (const [name, value] of sent) verify(name, String(value), bytes);
  verifyMd5(headers['content-md5'], bytes);
  return { bytes, checksums: Object.fromEntries(sent.map(([name, value]) => [name, String(value)])) };
}

/** `x-amz-checksum-crc32`, not `-type`, `-mode` or `-algorithm`, which only talk about one. */
const isChecksum = (name: string): boolean => /^x-amz-checksum-(?!type$|mode$|algorithm$)/.test(name);

/** `<hex length>[;chunk-signature=…]\r\n<bytes>\r\n … 0\r\n<trailer>\r\n`. */
function unchunk(body: Buffer): { bytes: Buffer; trailer: Record<string, string> } {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = body.indexOf('\r\n', at);
    const length = Number.parseInt(body.subarray(at, end).toString(), 16);
    if (end < 0 || Number.isNaN(length)) throw new AwsError('IncompleteBody', 'the aws-chunked body ends early');
    at = end + 2;
    if (length === 0) break;
    chunks.push(body.subarray(at, at + length));
    at += length + 2;
  }
  const lines = body.subarray(at).toString().split('\r\n').filter(Boolean);
  const trailer = lines.map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
  return { bytes: Buffer.concat(chunks), trailer: Object.fromEntries(trailer) as Record<string, string> };
}

const algorithms: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  'x-amz-checksum-crc32': bytes => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(bytes));
    return sum;
  },
  'x-amz-checksum-sha1': bytes => createHash('sha1').update(bytes).digest(),
  'x-amz-checksum-sha256': bytes => createHash('sha256').update(bytes).digest(),
};

function verify(name: string, sent: string, bytes: Buffer): void {
  const algorithm = algorithms[name];
  if (algorithm === undefined) throw new AwsError('NotImplemented', `the stand-in cannot verify ${name}`, 501);
  if (algorithm(bytes).toString('base64') !== sent)
    throw new AwsError('BadDigest', `The ${name} you specified did not match the calculated checksum.`);
}

function verifyMd5(sent: string | string[] | undefined, bytes: Buffer): void {
  if (sent !== undefined && createHash('md5').update(bytes).digest('base64') !== sent)
    throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
}
