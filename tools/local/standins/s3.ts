import { createHash, randomUUID } from 'node:crypto';
import { LocalError } from '../types';
import { createFaults, type Faults } from './faults';
import { AwsError, serve, type Call, type Endpoint, type Reply } from './http';
import { decodeBody } from './s3-body';

export interface S3Standin extends Faults {
  createBucket(bucket: { readonly name: string; readonly region: string; readonly versioned: boolean }): void;
  /** Puts an object as if it had been uploaded. Gives its version (`null` in a bucket without versions). */
  put(bucket: string, key: string, bytes: Buffer | string): string;
  /** An object of a version, or the newest; undefined where there is none. */
  object(bucket: string, key: string, version?: string): Buffer | undefined;
  /** Keys that begin with a prefix, sorted. */
  keys(bucket: string, prefix: string): readonly string[];
  /** Versions of an object, newest first. */
  versions(bucket: string, key: string): readonly string[];
}

interface Stored {
  readonly version: string;
  readonly bytes: Buffer;
  readonly etag: string;
  readonly modified: Date;
  readonly headers: Readonly<Record<string, string>>;
}

interface Bucket {
  readonly name: string;
  readonly region: string;
  readonly versioned: boolean;
  /** Newest first. */
  readonly objects: Map<string, Stored[]>;
}

/** S3 with versions, conditional writes and checksums: enough to publish to and to read from. */
export async function startS3(): Promise<{ s3: S3Standin; endpoint: Endpoint }> {
  const buckets = new Map<string, Bucket>();
  const { fail, strike } = createFaults();

  const answer = (call: Call): Reply => {
    const { bucket: name, key } = placeOf(call);
    const operation = operationOf(call.method, key);
    strike(operation);
    const bucket = buckets.get(name);
    if (bucket === undefined) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
    if (bucket.region !== call.region)
      throw new AwsError(
        'AuthorizationHeaderMalformed',
        `The authorization header is malformed; the region '${call.region}' is wrong; expecting '${bucket.region}'`,
        400,
        { 'x-amz-bucket-region': bucket.region },
      );
    switch (operation) {
      case 'ListObjectsV2':
        return listObjects(bucket, call.query);
      case 'PutObject':
        return putObject(bucket, key, call);
      default:
        return getObject(bucket, key, call.query.get('versionId'));
    }
  };

  const endpoint = await serve({ service: 's3', answer, refuse });
  const held = (name: string): Bucket => {
    const bucket = buckets.get(name);
    if (bucket === undefined) throw new LocalError(`S3 stand-in: there is no bucket ${name}`);
    return bucket;
  };
  const s3: S3Standin = {
    fail,
    createBucket: bucket => void buckets.set(bucket.name, { ...bucket, objects: new Map() }),
    put: (bucket, key, bytes) => store(held(bucket), key, Buffer.from(bytes), {}).version,
    object: (bucket, key, version) => find(held(bucket), key, version)?.bytes,
    keys: (bucket, prefix) => keysOf(held(bucket), prefix),
    versions: (bucket, key) => (held(bucket).objects.get(key) ?? []).map(({ version }) => version),
  };
  return { s3, endpoint };
}

/** Path style (`/bucket/key`) or virtual-host style (`bucket.localhost/key`). */
function placeOf({ path, headers }: Call): { readonly bucket: string; readonly key: string } {
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  const virtual = /^(.+)\.(?:localhost|s3\..*)$/.exec(host)?.[1];
  if (virtual !== undefined) return { bucket: virtual, key: path.slice(1) };
  const [, bucket = '', ...key] = path.split('/');
  return { bucket, key: key.join('/') };
}

function operationOf(method: string, key: string): string {
  if (method === 'GET') return key === '' ? 'ListObjectsV2' : 'GetObject';
  if (method === 'HEAD' && key !== '') return 'HeadObject';
  if (method === 'PUT' && key !== '') return 'PutObject';
  throw new AwsError(
    'NotImplemented',
    `the stand-in does not know ${method} on ${key === '' ? 'a bucket' : 'an object'}`,
    501,
  );
}

function putObject(bucket: Bucket, key: string, { headers, body }: Call): Reply {
  const current = find(bucket, key);
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
  if (ifMatch !== undefined && current === undefined)
    throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  if ((ifNoneMatch !== undefined && current !== undefined) || (ifMatch !== undefined && ifMatch !== current?.etag))
    throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
  const { bytes, checksums } = decodeBody(headers, body);
  const type = headers['content-type'] ?? 'application/octet-stream';
  const stored = store(bucket, key, bytes, { ...checksums, 'content-type': type });
  return { status: 200, headers: { etag: stored.etag, ...versionHeader(stored), ...checksums } };
}

function getObject(bucket: Bucket, key: string, version: string | null): Reply {
  const stored = find(bucket, key, version ?? undefined);
  if (stored === undefined)
    throw version === null
      ? new AwsError('NoSuchKey', 'The specified key does not exist.', 404)
      : new AwsError('NoSuchVersion', 'The specified version does not exist.', 404);
  const { etag, modified, bytes } = stored;
  const headers = { ...stored.headers, ...versionHeader(stored), etag, 'last-modified': modified.toUTCString() };
  return { status: 200, headers, body: bytes };
}

function listObjects(bucket: Bucket, query: URLSearchParams): Reply {
  const prefix = query.get('prefix') ?? '';
  const keys = keysOf(bucket, prefix);
  const contents = keys.map(key => {
    const stored = find(bucket, key);
    const { length = 0 } = stored?.bytes ?? {};
    return `<Contents><Key>${xml(key)}</Key><Size>${length}</Size><ETag>${xml(stored?.etag ?? '')}</ETag></Contents>`;
  });
  const head = `<Name>${bucket.name}</Name><Prefix>${xml(prefix)}</Prefix><KeyCount>${keys.length}</KeyCount>`;
  const body = `<ListBucketResult>${head}<IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

const keysOf = (bucket: Bucket, prefix: string): string[] =>
  [...bucket.objects.keys()].filter(key => key.startsWith(prefix)).sort();

function store(bucket: Bucket, key: string, bytes: Buffer, headers: Readonly<Record<string, string>>): Stored {
  const version = bucket.versioned ? randomUUID().replaceAll('-', '') : 'null';
  const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
  const stored = { version, bytes, etag, modified: new Date(), headers };
  bucket.objects.set(key, bucket.versioned ? [stored, ...(bucket.objects.get(key) ?? [])] : [stored]);
  return stored;
}

const find = (bucket: Bucket, key: string, version?: string): Stored | undefined =>
  (bucket.objects.get(key) ?? []).find(stored => version === undefined || stored.version === version);

/** A bucket without versions does not speak of them. */
const versionHeader = ({ version }: Stored): Record<string, string> =>
  version === 'null' ? {} : { 'x-amz-version-id': version };

const refuse = ({ code, message, status, headers }: AwsError): Reply => ({
  status,
  headers: { ...headers, 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${xml(code)}</Code><Message>${xml(message)}</Message></Error>`,
});

const xml = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
