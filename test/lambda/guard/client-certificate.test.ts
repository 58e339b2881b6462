import { X509Certificate } from 'node:crypto';
import { certificateFromEdge, certificateFromGateway } from '../../../lambda/guard/client-certificate';
import { authority, leaf } from './support/certificates';
import { request } from './support/request';

let pem: string;
beforeAll(async () => {
  pem = await leaf(await authority());
});

const hex = (text: string): string => text.toLowerCase().replaceAll(':', '');

describe('from the event of a regional API', () => {
  test('the SHA-256 is over the DER, whatever the lines of the PEM look like', () => {
    const { fingerprint256, serialNumber } = new X509Certificate(pem);
    const expected = { thumbprint: hex(fingerprint256), serialNumber: hex(serialNumber).replace(/^0+/, '') };
    const read = certificateFromGateway();
    for (const text of [pem, pem.trim(), pem.replaceAll('\n', '\r\n'), `${pem}\n`])
      expect(read(request({ clientCertificate: text }))).toEqual(expected);
  });

  test('each PEM is parsed once, and bounded in number', () => {
    const read = certificateFromGateway();
    const once = read(request({ clientCertificate: pem }));
    expect(read(request({ clientCertificate: pem }))).toBe(once);
    for (let at = 0; at < 256; at += 1) read(request({ clientCertificate: `${pem}${'\n'.repeat(at + 1)}` }));
    expect(read(request({ clientCertificate: pem }))).not.toBe(once);
  });

  test.each([undefined, ''])('none: %j', clientCertificate => {
    expect(certificateFromGateway()(request({ clientCertificate }))).toBeUndefined();
  });

  test('the headers of the edge count for nothing', () => {
    const headers = { 'portcullis-client-cert-sha256': 'ab'.repeat(32), 'portcullis-client-cert-serial': '1' };
    expect(certificateFromGateway()(request({ headers }))).toBeUndefined();
  });

  test.each(['text', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'A'.repeat(20_000)])(
    'refused: %.30s',
    clientCertificate => {
      expect(() => certificateFromGateway()(request({ clientCertificate }))).toThrow(
        expect.objectContaining({ status: 403, code: 'certificate_unreadable' }),
      );
    },
  );
});

describe('from the headers of the edge', () => {
  const read = (thumbprint?: string, serial?: string) =>
    certificateFromEdge(
      request({
        headers: {
          ...(thumbprint === undefined ? {} : { 'portcullis-client-cert-sha256': thumbprint }),
          ...(serial === undefined ? {} : { 'portcullis-client-cert-serial': serial }),
        },
        // The gateway saw the edge's certificate, which is nobody's device.
        clientCertificate: pem,
      }),
    );
  const good = 'ab'.repeat(32);

  test.each([
    ['1f', '1f'],
    ['001f', '1f'],
    ['0', '0'],
    ['00', '0'],
  ])('serial %s is %s', (serial, serialNumber) => {
    expect(read(good, serial)).toEqual({ thumbprint: good, serialNumber });
  });

  test('none', () => expect(read()).toBeUndefined());

  test.each([
    [good, undefined],
    [undefined, '1f'],
    ['', ''],
    [good, ''],
    [good, '1f,1f'],
    [good, '1F'],
    [good, '1:f'],
    [good, 'f'.repeat(43)],
    [`${good},${good}`, '1f'],
    [good.slice(1), '1f'],
    [`${good} `, '1f'],
  ])('refused: %j, %j', (thumbprint, serial) => {
    expect(() => read(thumbprint, serial)).toThrow(
      expect.objectContaining({ status: 403, code: 'certificate_unreadable' }),
    );
  });
});
