import type { OriginSettings } from './origin';
import type { OriginRequestPolicy } from './policies/origin-request';
import { header, type Headers } from '../waf/request';
import type { Viewer } from './viewer';
import { certificateHeaderNames, certificateHeaders, forFunctions, type ViewerCertificate } from './viewer-certificate';

/** Headers that describe one connection, not the message (RFC 9110, section 7.6.1), and those CloudFront removes. */
const ofOneConnection = new Set([
  'connection',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-real-ip',
]);

export const withoutHopByHop = (headers: Headers): Headers => {
  const listed = header(headers, 'connection');
  const named = new Set(
    listed === undefined
      ? []
      : listed
          .toLowerCase()
          .split(',')
          .map(name => name.trim()),
  );
  return headers.filter(([name]) => !ofOneConnection.has(name) && !named.has(name));
};

/** `Via` as CloudFront writes it, in both directions. */
export const via = (httpVersion: string, domainName: string): string => `${httpVersion} ${domainName} (CloudFront)`;

interface Forwarded {
  readonly headers: Headers;
  readonly requestId: string;
  readonly domainName: string;
  readonly viewer: Viewer;
  /** Headers that the web ACL inserts. */
  readonly inserted: Headers;
  /** Whether the distribution has viewer mTLS, whatever its mode: then what a client writes about a certificate does not count. */
  readonly asksForCertificates: boolean;
}

/** The headers of the request to the origin. What CloudFront writes itself replaces what the client sent under that name. */
export function originHeaders(request: Forwarded, policy: OriginRequestPolicy, origin: OriginSettings): Headers {
  const { requestId, domainName, viewer, inserted, asksForCertificates } = request;
  const headers = asksForCertificates ? withoutCertificate(request.headers) : request.headers;
  const made: Headers = asksForCertificates ? certificateHeaders(viewer.certificate) : [];
  const before = header(headers, 'x-forwarded-for');
  const own: [string, string][] = [
    ['via', via(viewer.httpVersion, domainName)],
    // The client may write anything before it: only the last address is CloudFront's word.
    ['x-forwarded-for', before === undefined ? viewer.address : `${before}, ${viewer.address}`],
    ['x-amz-cf-id', requestId],
    ...policy.added.flatMap((name): [string, string][] => {
      if (!isAboutCertificate(name)) return [[name, madeByCloudFront[name]?.(viewer) ?? '']];
      const value = header(made, name);
      return value === undefined ? [] : [[name, value]];
    }),
    ...inserted.map(([name, value]): [string, string] => [name, value]),
    ...origin.customHeaders.map(([name, value]): [string, string] => [name, value]),
  ];
  const shown = policy.headers(withoutHopByHop(headers));
  if (!shown.some(([name]) => name === 'host')) own.push(['host', origin.domainName]);
  if (!shown.some(([name]) => name === 'user-agent')) own.push(['user-agent', 'Amazon CloudFront']);
  const replaced = new Set(own.map(([name]) => name));
  return [...shown.filter(([name]) => !replaced.has(name)), ...own];
}

const isAboutCertificate = (name: string): boolean => certificateHeaderNames.includes(name);

const withoutCertificate = (headers: Headers): Headers => headers.filter(([name]) => !isAboutCertificate(name));

/** A viewer's headers as a viewer-request function sees them behind viewer mTLS. */
export const withCertificate = (headers: Headers, certificate: ViewerCertificate | undefined): Headers => [
  ...withoutCertificate(headers),
  ...forFunctions(certificateHeaders(certificate)),
];

/** Whether CloudFront makes a header itself, so that an origin request policy may list it. */
export const isMadeByCloudFront = (name: string): boolean =>
  Object.hasOwn(madeByCloudFront, name) || isAboutCertificate(name);

export const namesMadeByCloudFront = (): string[] => [...Object.keys(madeByCloudFront), ...certificateHeaderNames];

/** The headers about the viewer that CloudFront can add when a policy lists them; the others are not modelled. */
const madeByCloudFront: Readonly<Record<string, (viewer: Viewer) => string>> = {
  'cloudfront-forwarded-proto': viewer => (viewer.tls === undefined ? 'http' : 'https'),
  'cloudfront-viewer-address': viewer => `${viewer.address}:${viewer.port}`,
  'cloudfront-viewer-http-version': viewer => viewer.httpVersion,
  'cloudfront-viewer-tls': viewer =>
    viewer.tls === undefined ? '' : `${viewer.tls.protocol}:${viewer.tls.cipher}:fullHandshake`,
};
