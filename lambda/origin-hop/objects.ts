import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

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
export async function readObject(s3: S3Client, place: Place, abortSignal: AbortSignal): Promise<Stored | undefined> {
  try {
    const request = new GetObjectCommand({ Bucket: place.bucket, Key: place.key });
    const { Body, ETag, VersionId } = await s3.send(request, { abortSignal });
    return {
      text: (await Body?.transformToString()) ?? '',
      etag: ETag ?? '',
      version: versionOf(place, VersionId),
    };
  } catch (error) {
    if (nameOf(error) === 'NoSuchKey') return undefined;
    throw explained(place, error, 's3:GetObject, and s3:ListBucket: without it S3 denies what is merely absent');
  }
}

/**
 * Writes an object unless somebody else did meanwhile: only where there was none, or over the version with this ETag. Gives
 * the new version, or undefined where another writer was faster.
 */
export async function writeObject(
  s3: S3Client,
  place: Place,
  content: { readonly text: string; readonly over: Stored | undefined },
  abortSignal: AbortSignal,
): Promise<string | undefined> {
  try {
    const request = new PutObjectCommand({
      Bucket: place.bucket,
      Key: place.key,
      Body: content.text,
      ContentType: 'application/x-pem-file',
      ...(content.over === undefined ? { IfNoneMatch: '*' } : { IfMatch: content.over.etag }),
    });
    const { VersionId } = await s3.send(request, { abortSignal });
    return versionOf(place, VersionId);
  } catch (error) {
    if (['PreconditionFailed', 'ConditionalRequestConflict'].includes(nameOf(error))) return undefined;
    throw explained(place, error, 's3:PutObject');
  }
}

export const uriOf = ({ bucket, key }: Place): string => `s3://${bucket}/${key}`;

/** What trust is built on is never overwritten for good: the bucket must keep every version. */
function versionOf(place: Place, version: string | undefined): string {
  if (version === undefined || version === 'null')
    throw new Error(`${uriOf(place)}: got a bucket without versioning, takes one that keeps versions`);
  return version;
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

function explained(place: Place, cause: unknown, permissions: string): Error {
  if (nameOf(cause) !== 'AccessDenied') return cause instanceof Error ? cause : new Error(String(cause));
  return new Error(`${uriOf(place)}: S3 denies access; the function's role takes ${permissions}`, { cause });
}
