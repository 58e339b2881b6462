/**
 * Custom::OriginHopLeaf: the client certificate with which CloudFront shows itself to the API. CloudFormation cannot import
 * certificates; this makes a key and a leaf, has the leaf signed by the origin-hop CA in the home Region, and imports both
 * into ACM of its own Region (us-east-1 for CloudFront). The key exists in this function's memory and in ACM, nowhere else.
 *
 * Properties   KeyAlias      alias/… of the CA's KMS key          names(config).keyAlias(signing)
 *              KeyRegion     the home Region, where key and bucket are
 *              Bucket        the trust bucket                      names(config).trustBucket(account)
 *              AuthorityKey  the CA certificate in that bucket     names(config).caObject(signing)
 *              Subject       CN=… of the leaf                      names(config).hopSubject
 *              Identity      SAN URI, what the guard asks for      names(config).hopIdentity
 *              DomainName    SAN DNS; ACM imports no certificate without a domain name: config.domain.origin
 *              ValidityDays  1 to 398, '90'
 *              Any other property is ignored: a new value of one renews the leaf.
 * Ref          the certificate's ARN; stays the same through every update
 * GetAtt       NotAfter (ISO 8601), SerialNumber (lower-case hex)
 *
 * It fetches the CA certificate rather than making one from the subject: the chain it imports is then the CA that the
 * truststore holds, and a leaf that would not chain to it, or would outlive it, fails here and not in the first handshake.
 *
 * It is also called once a day by EventBridge, with { action: 'renew', certificateArn, properties }: see renewal.ts.
 *
 * The role takes, in KeyRegion: kms:GetPublicKey and kms:Sign (kms:RequestAlias = KeyAlias; for Sign kms:SigningAlgorithm
 * ECDSA_SHA_256, kms:MessageType DIGEST), s3:GetObject on Bucket/AuthorityKey (the bucket must not need more, such as a
 * customer key). Here: acm:ListCertificates on *; acm:ImportCertificate and acm:AddTagsToCertificate with
 * aws:RequestTag/portcullis:stack = the stack's id for a new one; acm:ImportCertificate, acm:DeleteCertificate,
 * acm:DescribeCertificate and acm:ListTagsForCertificate on certificates of the account and Region (the first three with
 * aws:ResourceTag/portcullis:stack). A timeout of five minutes gives a deletion time to see the distribution let go.
 */
import { ACMClient } from '@aws-sdk/client-acm';
import { customResource } from '../custom-resource';
import { bounded } from '../aws/clients';
import { kmsIn } from '../aws/kms';
import { s3In } from '../aws/s3';
import { leaf } from './leaf';
import { gauges, renewal, type Renewal } from './renewal';

const clients = {
  acm: new ACMClient(bounded),
  home: (region: string) => ({ kms: kmsIn(region), s3: s3In(region) }),
  pollMs: 10_000,
};
const resource = customResource(leaf(clients));
const renew = renewal(clients, gauges());

export const handler = async (
  event: Parameters<typeof resource>[0] | Renewal,
  context: Parameters<typeof resource>[1],
): Promise<void> => ('RequestType' in event ? resource(event, context) : renew(event));
