import 'reflect-metadata';
import { webcrypto, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { readCertificate, revocationKey, serialHex } from '../../../lambda/x509';

/** One serial number, as OpenSSL, CloudFront's header, Node and people write it. */
const written: readonly (readonly [serial: string, ...forms: string[]])[] = [
  ['a10b', 'a10b', 'A10B', '00:a1:0b', '00A10B', 'a1:0b', '0xA10B', ' A1:0B '],
  ['1', '1', '01', '0001', '00:01'],
  ['0', '0', '00'],
  ['ffffffffffffffff', '00:ff:ff:ff:ff:ff:ff:ff:ff', 'FFFFFFFFFFFFFFFF'],
];

test.each(written)('%s is the same serial however it is written', (serial, ...forms) => {
  expect(forms.map(serialHex)).toEqual(forms.map(() => serial));
  expect(forms.map(revocationKey)).toEqual(forms.map(() => serial.toUpperCase()));
});

test.each(['', '-1', 'xyz', '12 g4', `1${'0'.repeat(42)}`])('%j is no serial', text =>
  expect(() => serialHex(text)).toThrow(expect.objectContaining({ code: 'serial_unreadable' })),
);

/** Certificates as somebody else's CA makes them: our own serials never begin with a zero or a high bit. */
test.each(['00a10b', '80', 'ff'.repeat(20), '7f', '0001'])(
  'the serial %s of a real certificate reads the same from every side',
  async serialNumber => {
    const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
    const pem = (
      await x509.X509CertificateGenerator.createSelfSigned(
        { serialNumber, name: 'CN=other', keys, signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' } },
        webcrypto,
      )
    ).toString('pem');
    const expected = serialHex(serialNumber);
    expect(readCertificate(pem).serialNumber).toBe(expected);
    expect(serialHex(new X509Certificate(pem).serialNumber)).toBe(expected);
  },
);
