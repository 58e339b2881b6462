/**
 * Custom::OriginHopTruststore, Custom::ClientTruststore: publishes a bundle of CA certificates that a domain or a distribution
 * trusts. It stands in one stack with what uses it, because a value that rotates must not cross a stack.
 *
 * Properties   Bucket         the trust bucket, versioned
 *              BucketRegion   where it is; the function's own Region when left out
 *              Folder         where in it the bundles go: origin-hop/truststore
 *              AuthorityKeys  keys of CA certificates in Bucket: [origin-hop/ca/<generation>.pem, …]
 *              Bundles        PEM bundles that came with the deployment, in the function's own Region: [s3://<bucket>/<key>, …]
 *              One of the two lists may be left out. Any other property is ignored: list what shall cause an update.
 * Ref          <Bucket>/<Folder>
 * GetAtt       Uri (s3://…), Version, Bucket, Key, Fingerprint (SHA-256 of the bundle, lower-case hex)
 *
 * The domain takes Uri and Version: API Gateway and CloudFront read a truststore only when one of them changes. The role takes
 * s3:GetObject on what it reads and on Bucket/<Folder>/*, s3:PutObject on Bucket/<Folder>/* and s3:ListBucket on Bucket.
 */
import { region } from '../aws/clients';
import { s3In } from '../aws/s3';
import { customResource } from '../custom-resource';
import { truststore } from './truststore';

export const handler = customResource(truststore({ here: region(), s3: s3In }));
