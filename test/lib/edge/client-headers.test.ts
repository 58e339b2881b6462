import { runInNewContext } from 'node:vm';
import { template } from '../../assembly';
import { codeOf } from './functions';

/** The viewer-request function of a distribution that asks for certificates, run as it stands in the template. */

interface Header {
  value: string;
  multiValue?: readonly { value: string }[];
}
interface Result {
  headers: Record<string, Header>;
  statusCode?: number;
}

const code = codeOf(template('edge', 'managed-edge'), 'managed-edge-viewer-request');
const run = (headers: Record<string, Header>): Result =>
  JSON.parse(
    String(
      runInNewContext(
        `${code}; JSON.stringify(handler(event))`,
        { event: { request: { headers } } },
        { timeout: 1_000 },
      ),
    ),
  ) as Result;

const thumbprint = '01fbf94fef5569753420c349f49adbfd80af5275377816e3ab1fb371b29cb586';
const verified = (serial: string, sha256 = thumbprint): Record<string, Header> => ({
  'cloudfront-viewer-cert-sha256': { value: sha256 },
  'cloudfront-viewer-cert-serial-number': { value: serial },
});

test.each([
  ['colons', '4a:3f:5c:92:d1:e8:7b:6c', '4a3f5c92d1e87b6c'],
  ['a zero byte before the high bit', '00:ff:01', 'ff01'],
  ['a leading zero digit', '0a:01', 'a01'],
  ['upper case', '4A:3F', '4a3f'],
  ['the number zero', '00', '0'],
])('a serial number with %s: %s has one spelling', (_, serial, expected) =>
  expect(run(verified(serial)).headers).toEqual({
    'portcullis-client-cert-sha256': { value: thumbprint },
    'portcullis-client-cert-serial': { value: expected },
  }),
);

test('a thumbprint in upper case has one spelling too', () =>
  expect(run(verified('01', thumbprint.toUpperCase())).headers['portcullis-client-cert-sha256']?.value).toBe(
    thumbprint,
  ));

test('what a client says under our names is replaced by what was verified', () => {
  const { headers } = run({
    ...verified('01'),
    'portcullis-client-cert-sha256': { value: 'f'.repeat(64) },
    'portcullis-client-cert-serial': { value: 'ff' },
    'portcullis-door': { value: 'enrol' },
    'x-portcullis-anything': { value: 'x' },
    'cloudfront-viewer-cert-subject': { value: 'CN=somebody' },
    authorization: { value: 'Bearer x' },
  });
  expect(headers).toEqual({
    authorization: { value: 'Bearer x' },
    'portcullis-client-cert-sha256': { value: thumbprint },
    'portcullis-client-cert-serial': { value: '1' },
  });
});

const twice = (value: string): Header => ({ value, multiValue: [{ value }, { value }] });

test.each<[string, Record<string, Header>]>([
  ['no certificate', {}],
  ['no serial number', { 'cloudfront-viewer-cert-sha256': { value: thumbprint } }],
  ['a thumbprint twice', { ...verified('01'), 'cloudfront-viewer-cert-sha256': twice(thumbprint) }],
  ['a serial number twice', { ...verified('01'), 'cloudfront-viewer-cert-serial-number': twice('01') }],
  ['a thumbprint that is none', verified('01', 'zz')],
  ['a serial number that is none', verified('01; 02')],
  ['a serial number of 21 bytes', verified('1f'.repeat(21))],
])('%s: refused at the edge, and nothing reaches the API', (_, headers) =>
  expect(run(headers)).toMatchObject({ statusCode: 403, body: expect.stringContaining('certificate_unreadable') }),
);

test('the enrolment door knows no certificate: whatever says so is deleted', () => {
  const enrolment = codeOf(template('edge', 'managed-edge'), 'managed-edge-enrol-viewer-request');
  const headers = { ...verified('01'), 'portcullis-client-cert-sha256': { value: thumbprint } };
  const event = { request: { headers } };
  const kept: unknown = runInNewContext(`${enrolment}; Object.keys(handler(event).headers).length`, { event });
  expect(kept).toBe(0);
});

test.each([
  ['example', 'example-viewer-request'],
  ['managed-edge', 'managed-edge-viewer-request'],
  ['managed-edge', 'managed-edge-enrol-viewer-request'],
  ['partner-edge', 'partner-edge-viewer-request'],
])('%s: %s is small enough for CloudFront', (env, name) => {
  const size = Buffer.byteLength(codeOf(template('edge', env), name));
  expect(size).toBeGreaterThan(100);
  expect(size).toBeLessThan(10_240);
});
