import * as z from 'zod';
import { certificateArn, hostname, takes } from './fields';

/** The names clients and the edge use, and where their certificates and DNS records come from. */

const zone = z.strictObject({
  hostedZoneId: takes('the id of a Route 53 hosted zone, Z…', z.string().regex(/^Z[A-Z0-9]{1,31}$/)),
  zoneName: hostname,
});

/** Certificates and DNS records made elsewhere: this app then makes neither, and prints the targets as outputs. */
export const edgeCertificates = {
  edgeCertificateArn: certificateArn(' in us-east-1'),
  originCertificateArn: certificateArn(' in the home Region'),
  /** API Gateway wants proof of ownership when the mTLS domain's own certificate is imported or private. */
  originOwnershipCertificateArn: certificateArn(' in the home Region, issued by ACM').optional(),
};

/** The domain behind an edge: the zone it is in, or the certificates made elsewhere. */
export const edgeDomain = <S extends z.ZodRawShape>(elsewhere: S) =>
  z.strictObject({
    name: hostname,
    origin: hostname,
    dns: takes(
      `{ hostedZoneId, zoneName }, or { ${required(elsewhere).join(', ')} } made elsewhere`,
      z.union([zone, z.strictObject(elsewhere)]),
    ),
  });

const required = (shape: z.ZodRawShape): string[] =>
  Object.keys(shape).filter(key => !(shape[key] instanceof z.ZodOptional));

/** The API's own domain, without an edge in front. */
export const regionalDomain = z.strictObject({
  name: hostname,
  dns: takes(
    '{ hostedZoneId, zoneName }, or { certificateArn } made elsewhere',
    z.union([
      zone,
      z.strictObject({
        certificateArn: certificateArn(' in the home Region'),
        ownershipCertificateArn: certificateArn(' in the home Region, issued by ACM').optional(),
      }),
    ]),
  ),
});
