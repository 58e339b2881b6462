import type { S3, S3Response } from './s3';

export interface Place {
  readonly bucket: string;
  readonly key: string;
}

export interface Stored {
  readonly text: string;
  readonly etag: string;
  readonly version: string;
}

/** The newest version of an object, or undefined where there is none. */
export async function readObject(s3: S3, place: Place, signal: AbortSignal): Promise<Stored | undefined> {
  const response = await s3.send({ method: 'GET', ...place }, signal);
  if (response.code === 'NoSuchKey') return undefined;
  if (response.code !== '')
    throw refused(place, response, 's3:GetObject, and s3:ListBucket: without it S3 denies what is merely absent');
  return { text: response.body, etag: response.header('etag') ?? '', version: versionOf(place, response) };
}

/**
 * Writes an object unless somebody else did meanwhile: only where there was none, or over the version with this ETag. Gives
 * the new version, or undefined where another writer was faster.
 */
export async function writeObject(
  s3: S3,
  place: Place,
  content: { readonly text: string; readonly over: Stored | undefined },
  signal: AbortSignal,
): Promise<string | undefined> {
  const headers: Record<string, string> = { 'content-type': 'application/x-pem-file' };
  if (content.over === undefined) headers['if-none-match'] = '*';
  else headers['if-match'] = content.over.etag;
  const response = await s3.send({ method: 'PUT', ...place, headers, body: content.text }, signal);
  if (['PreconditionFailed', 'ConditionalRequestConflict'].includes(response.code)) return undefined;
  if (response.code !== '') throw refused(place, response, 's3:PutObject');
  return versionOf(place, response);
}

/** The place that an `s3://<bucket>/<key>` names. */
export function placeOf(uri: string): Place {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  if (bucket === undefined || key === undefined)
    throw new Error(`got ${JSON.stringify(uri)}, takes s3://<bucket>/<key>`);
  return { bucket, key };
}

export const uriOf = ({ bucket, key }: Place): string => `s3://${bucket}/${key}`;

/** What trust is built on is never overwritten for good: the bucket must keep every version. */
function versionOf(place: Place, response: S3Response): string {
  const version = response.header('x-amz-version-id');
  if (version === undefined || version === 'null')
    throw new Error(`${uriOf(place)}: got a bucket without versioning, takes one that keeps versions`);
  return version;
}

function refused(place: Place, { status, code }: S3Response, permissions: string): Error {
  const mend = code === 'AccessDenied' ? `; the function's role takes ${permissions}` : '';
  return Object.assign(new Error(`${uriOf(place)}: S3 answers ${status}${mend}`), { name: code });
}
