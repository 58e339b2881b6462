import type { LayerName } from '../../../lib/chain';
import { LocalError, type KeyedCertificate, type World } from '../types';
import type { DomainConfig } from './template';
import { readTruststore, type Truststore } from './truststore';

/** What a custom domain shows its clients and asks of them. */

/** The truststore the domain names, as it lies in S3; undefined where the domain asks for no certificate. */
export function openTruststore(
  world: World,
  { name, truststore }: DomainConfig,
  layer: LayerName,
): Truststore | undefined {
  if (truststore === undefined) return undefined;
  const { bucket, key, version } = truststore;
  const bundle = world.object(bucket, key, version);
  if (bundle === undefined)
    throw new LocalError(
      `${name}: MutualTlsAuthentication: there is no object s3://${bucket}/${key}${version === undefined ? '' : ` of version ${version}`}`,
    );
  return readTruststore(bundle.toString('utf8'), name, { layer });
}

/** The server certificate of the domain, from ACM's stand-in. */
export function certificateOf(world: World, { name, certificateArn }: DomainConfig): KeyedCertificate {
  const certificate = world.certificate(certificateArn);
  if (certificate === undefined)
    throw new LocalError(`${name}: CertificateArn: ACM's stand-in holds no certificate ${certificateArn}`);
  return certificate;
}
