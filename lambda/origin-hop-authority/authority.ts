import { keptOrIssued, lifeDays } from '../aws/kept';
import { uriOf } from '../aws/objects';
import type { Kms } from '../aws/kms';
import type { S3 } from '../aws/s3';
import { kmsSigner } from '../aws/signer';
import { integer, text, type Change, type CustomResource } from '../custom-resource';
import { issueAuthority, readCertificate } from '../x509';

interface Clients {
  readonly kms: Kms;
  readonly s3: S3;
}

/** Certifies the CA key behind an alias, once: what fits already is kept, so a repeated or rolled-back change is the same. */
export const authority = ({ kms, s3 }: Clients): CustomResource => ({
  async apply({ properties, signal }: Change) {
    const place = { bucket: text(properties, 'Bucket'), key: text(properties, 'ObjectKey') };
    const subject = text(properties, 'Subject');
    const validityDays = integer(properties, 'ValidityDays', 1, 9_125);
    const signer = await kmsSigner(kms, text(properties, 'KeyAlias'), signal);
    const pem = await keptOrIssued(
      s3,
      {
        place,
        signer,
        fits: facts => facts.subject === subject && lifeDays(facts) === validityDays,
        issue: () => issueAuthority({ subject, signer, validityDays }),
      },
      signal,
    );
    const { notAfter, fingerprint } = readCertificate(pem);
    return {
      // Another bucket or key is another resource: CloudFormation then asks to remove this one, which leaves the object.
      physicalId: uriOf(place),
      attributes: { CertificatePem: pem, NotAfter: notAfter.toISOString(), Fingerprint: fingerprint },
    };
  },

  /**
   * Leaves the certificate. It is public; a removed generation may come back by a rollback, and must then be the certificate
   * that truststores and leaves already know; and it stays as evidence of what was once trusted.
   */
  async remove({ physicalId }) {
    return `${physicalId} stays in its bucket: it is public, and a rollback needs it`;
  },
});
