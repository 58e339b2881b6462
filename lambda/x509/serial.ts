import { CertificateError } from './error';

/**
 * A serial number as everything here compares it: lower-case hex without separators or leading zeros. One certificate's serial is
 * written `00:a1:0B` by one tool, `A10B` by the next and `0xa10b` by a third, because DER puts a zero byte in front of a high bit
 * (X.690, section 8.3.2) and nobody agrees on the rest. Throws {@link CertificateError} `serial_unreadable`.
 */
export function serialHex(written: string): string {
  const digits = written.trim().replace(/^0x/i, '').replaceAll(/[:\s]/g, '');
  // RFC 5280, section 4.1.2.2: positive, and 20 octets at most; a 21st can only be the zero byte.
  if (!/^[0-9a-f]{1,42}$/i.test(digits))
    throw new CertificateError(
      'serial_unreadable',
      `serial number: got ${JSON.stringify(written.slice(0, 60))}, takes up to 20 bytes in hex, with or without colons`,
    );
  return digits.toLowerCase().replace(/^0+(?=.)/, '');
}

/**
 * The key of a serial in CloudFront's key-value store: the same digits in upper case, as the connection function's documentation
 * writes its keys (CloudFront developer guide, connection functions).
 */
export const revocationKey = (serialNumber: string): string => serialHex(serialNumber).toUpperCase();
