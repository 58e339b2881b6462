import * as x509 from '@peculiar/x509';
import { nameOf } from './sign';

/**
 * Name constraints of a CA for clients (RFC 5280, section 4.2.1.10): its certificates are about subjects under one name and about
 * no host at all, so even with its key nobody makes a server's certificate. The SAN URIs cannot be constrained: a constraint is
 * about the host of a URI, and a `urn:` has none.
 *
 * @param subtree the name that every subject begins with, such as `O=portcullis-example clients`
 */
export function nameConstraints(subtree: string): x509.Extension {
  const permitted = [generalSubtree(0xa4, Buffer.from(nameOf(subtree).toArrayBuffer()))];
  const excluded = [
    // The empty name contains every host; a network of no bits contains every address.
    generalSubtree(0x82, Buffer.alloc(0)),
    generalSubtree(0x87, Buffer.alloc(8)),
    generalSubtree(0x87, Buffer.alloc(32)),
  ];
  const value = der(0x30, Buffer.concat([der(0xa0, Buffer.concat(permitted)), der(0xa1, Buffer.concat(excluded))]));
  return new x509.Extension('2.5.29.30', true, value);
}

/** GeneralSubtree with its defaults: the base, a GeneralName under its context tag. */
const generalSubtree = (tag: number, base: Uint8Array): Buffer => der(0x30, der(tag, base));

/** Tag, length, value (X.690, section 8.1). */
export function der(tag: number, value: Uint8Array): Buffer {
  const length = value.length;
  if (length > 0xffff) throw new RangeError(`DER: got ${length} bytes, takes 65,535 at most`);
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), value]);
}
