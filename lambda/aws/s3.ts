import { sendSigned, signatureV4, unreachable, type Response } from './signed';

/** S3's GetObject and PutObject. */
export interface S3 {
  send(request: S3Request, signal: AbortSignal): Promise<S3Response>;
}

interface S3Request {
  readonly method: 'GET' | 'PUT';
  readonly bucket: string;
  readonly key: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface S3Response extends Response {
  /** S3's error code (`NoSuchKey`), empty where there is no error. */
  readonly code: string;
}

/** S3 in a Region. */
export const s3In = (region: string): S3 => ({
  async send(request, signal) {
    const { method, headers, body, bucket, key } = request;
    const sign = signatureV4('s3', region);
    try {
      const response = await sendSigned({ method, url: urlOf(region, request), headers, body }, { sign, signal });
      const { status } = response;
      const code = status < 300 ? '' : (/<Code>(\w+)<\/Code>/.exec(response.body)?.[1] ?? `status ${status}`);
      return { ...response, code };
    } catch (error) {
      throw unreachable(`s3://${bucket}/${key}: S3`, error);
    }
  },
});

/** Where the SDK would look too: the variable that names an endpoint, else S3 in the Region. */
function urlOf(region: string, { bucket, key }: S3Request): URL {
  const path = key.split('/').map(encodeURIComponent).join('/');
  const endpoint = process.env['AWS_ENDPOINT_URL_S3'];
  if (endpoint !== undefined) return new URL(`${endpoint}/${bucket}/${path}`);
  return new URL(`https://${bucket}.s3.${region}.${suffixOf(region)}/${path}`);
}

/** What AWS's host names end with in a Region. */
export const suffixOf = (region: string): string => (region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com');
