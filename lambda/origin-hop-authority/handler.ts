/**
 * Custom::OriginHopAuthority: certifies a generation of the origin-hop CA, whose key never leaves KMS.
 *
 * Properties   KeyAlias      alias/… of a KMS key ECC_NIST_P256 for SIGN_VERIFY
 *              Bucket        the trust bucket, versioned, in the same Region
 *              ObjectKey     origin-hop/ca/<generation>.pem
 *              Subject       CN=… of the CA
 *              ValidityDays  1 to 9125
 * Ref          s3://<Bucket>/<ObjectKey>
 * GetAtt       CertificatePem, NotAfter (ISO 8601), Fingerprint (SHA-256, lower-case hex)
 *
 * The role takes kms:GetPublicKey and kms:Sign on that alias (kms:RequestAlias; for Sign also kms:SigningAlgorithm
 * ECDSA_SHA_256 and kms:MessageType DIGEST), s3:GetObject and s3:PutObject on Bucket/origin-hop/ca/*, and s3:ListBucket on
 * Bucket: without it S3 says "denied" of an object that is not there yet.
 */
import { customResource } from '../custom-resource';
import { region } from '../aws/clients';
import { kmsIn } from '../aws/kms';
import { s3In } from '../aws/s3';
import { authority } from './authority';

export const handler = customResource(authority({ kms: kmsIn(region()), s3: s3In(region()) }));
