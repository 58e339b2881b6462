import { issueLeaf, type Issuer } from './issue';

export interface ClientRequest {
  readonly issuer: Issuer;
  /** The client's public key, DER SubjectPublicKeyInfo, from a request whose signature was checked. */
  readonly spki: Uint8Array;
  /** The name that the issuer is held to: `O=portcullis-example clients`. */
  readonly subtree: string;
  /** Letters, digits, dots and hyphens, 1 to 64: the common name under that subtree. */
  readonly id: string;
  /** The SAN URI: `urn:portcullis:device:<id>`. */
  readonly uri: string;
  readonly validityDays: number;
  readonly now?: Date;
}

/** What a client's id may be made of: it stands in a distinguished name, a URN and a database key. */
export const clientId = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,62}[A-Za-z0-9])?$/;

/** The one profile of client certificates: subject, SAN URI, clientAuth and validity are set here, whatever was asked for. */
export function issueClientLeaf({ now = new Date(), ...request }: ClientRequest): Promise<string> {
  return issueLeaf({
    subject: `${request.subtree}, CN=${request.id}`,
    spki: request.spki,
    issuer: request.issuer,
    usages: ['clientAuth'],
    names: { uris: [request.uri] },
    // Begins five minutes ago, because clocks differ, and ends the promised days from now.
    notBefore: new Date(now.getTime() - 5 * 60_000),
    notAfter: new Date(now.getTime() + request.validityDays * 86_400_000),
  });
}
