/**
 * Custom::ClientAuthority: certifies the CA of the clients, a root and an issuing CA under it, whose keys never leave KMS and are
 * no other CA's. The root signs here and nowhere else; the issuing CA is held to one name, to clients and to leaves.
 *
 * Properties   RootKeyAlias, IssuingKeyAlias   alias/… of two KMS keys ECC_NIST_P256 for SIGN_VERIFY
 *              Bucket                          the trust bucket, versioned, in the same Region
 *              RootObject, IssuingObject       clients/ca/….pem
 *              RootCrlObject                   clients/crl/….crl
 *              RootSubject, IssuingSubject     both under Subtree
 *              Subtree                         O=… that every subject of a client begins with
 *              RootDays, IssuingDays           1 to 9125
 * Ref          s3://<Bucket>/<IssuingObject>
 * GetAtt       RootNotAfter, IssuingNotAfter (ISO 8601), RootFingerprint, IssuingFingerprint (SHA-256, lower-case hex)
 *
 * The role takes kms:GetPublicKey and kms:Sign on the two keys (for Sign kms:SigningAlgorithm ECDSA_SHA_256 and
 * kms:MessageType DIGEST), s3:GetObject and s3:PutObject on the three objects, and s3:ListBucket on Bucket.
 */
import { region } from '../aws/clients';
import { kmsIn } from '../aws/kms';
import { s3In } from '../aws/s3';
import { customResource } from '../custom-resource';
import { clientAuthority } from './authority';

export const handler = customResource(clientAuthority({ kms: kmsIn(region()), s3: s3In(region()) }));
