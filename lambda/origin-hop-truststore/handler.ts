/**
 * Custom::OriginHopTruststore: publishes the bundle of CA certificates that the API's custom domain trusts. It stands in one
 * stack with that domain, because a value that rotates must not cross a stack.
 *
 * Properties   Bucket         the trust bucket, versioned, in the same Region
 *              AuthorityKeys  keys of the CA certificates in Bucket: [origin-hop/ca/<generation>.pem, …]
 *              Any other property is ignored: list what shall cause an update, such as the generations.
 * Ref          <Bucket>/origin-hop/truststore
 * GetAtt       Uri (s3://…), Version, Bucket, Key, Fingerprint (SHA-256 of the bundle, lower-case hex)
 *
 * The domain takes Uri and Version: API Gateway reads a truststore only when one of them changes. The role takes
 * s3:GetObject on Bucket/origin-hop/*, s3:PutObject on Bucket/origin-hop/truststore/* and s3:ListBucket on Bucket.
 */
import { customResource } from '../custom-resource';
import { region } from '../aws/clients';
import { s3In } from '../aws/s3';
import { truststore } from './truststore';

export const handler = customResource(truststore(s3In(region())));
