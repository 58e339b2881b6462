import { X509Certificate } from 'node:crypto';
import * as z from 'zod';
import { lintTruststore, pemBundle } from '../../../lambda/x509';
import { chainFault, type ChainFault } from '../client-chain';
import { LocalError, type World } from '../types';
import { check, unread } from '../check';
import type { DistributionConfig } from './distribution-schema';

/** What a distribution asks of its clients' certificates: CloudFront developer guide, "Mutual TLS authentication". */
export interface ViewerMtls {
  readonly mode: 'required' | 'optional' | 'passthrough';
  /** PEM of the CAs whose names the handshake tells clients; absent: none are named. */
  readonly advertised: string | undefined;
  /** Why a client is refused, or undefined where it may come in. `presented` is what it sent, leaf first. */
  refusal(presented: readonly X509Certificate[]): ChainFault | undefined;
}

const trustStoreSchema = z.strictObject({
  Name: z.string(),
  CaCertificatesBundleSource: z.strictObject({
    CaCertificatesBundleS3Location: z.strictObject({
      Bucket: z.string(),
      Key: z.string(),
      Region: z.string(),
      Version: z.string().optional(),
    }),
  }),
  UseClientCertificateOcspEndpoint: z.literal(false, 'OCSP is not modelled here').optional(),
  Tags: unread,
});

/** Reads the settings with the bundle they lead to; undefined where the distribution asks for no certificate. */
export async function readViewerMtls(
  world: World,
  where: string,
  config: DistributionConfig,
  now: () => number = Date.now,
): Promise<ViewerMtls | undefined> {
  const { ViewerMtlsConfig: mtls } = config;
  if (mtls === undefined) return undefined;
  refuseWhatCloudFrontRefuses(where, config);
  if (mtls.Mode === 'passthrough') return { mode: 'passthrough', advertised: undefined, refusal: () => undefined };
  const { TrustStoreConfig: store, Mode: mode } = mtls;
  if (store === undefined)
    throw new LocalError(`${where}: ViewerMtlsConfig: mode ${mode} takes a TrustStoreConfig to verify against`);
  const bundle = await bundleOf(world, where, store.TrustStoreId);
  const trusted = pemBundle(bundle).map(pem => new X509Certificate(pem));
  return {
    mode,
    advertised: store.AdvertiseTrustStoreCaNames ? bundle : undefined,
    refusal(presented) {
      if (presented.length === 0 && mode === 'optional') return undefined;
      return chainFault(presented, trusted, {
        now: now(),
        ignoreExpiry: store.IgnoreCertificateExpiry,
        forClients: true,
      });
    },
  };
}

/** Viewer mTLS goes with neither HTTP/3 nor plain HTTP. */
function refuseWhatCloudFrontRefuses(where: string, config: DistributionConfig): void {
  if (config.HttpVersion.endsWith('3'))
    throw new LocalError(`${where}: HttpVersion: got ${config.HttpVersion}, takes http2 or http1.1 with viewer mTLS`);
  for (const { ViewerProtocolPolicy } of [config.DefaultCacheBehavior, ...config.CacheBehaviors])
    if (ViewerProtocolPolicy !== 'https-only')
      throw new LocalError(
        `${where}: ViewerProtocolPolicy: got ${ViewerProtocolPolicy}, takes https-only with viewer mTLS`,
      );
}

async function bundleOf(world: World, where: string, trustStoreId: string): Promise<string> {
  const resource = world.byIdentity(trustStoreId);
  if (resource?.type !== 'AWS::CloudFront::TrustStore')
    throw new LocalError(
      `${where}: TrustStoreId: got ${trustStoreId}, takes the Id of an AWS::CloudFront::TrustStore of these templates`,
    );
  const place = `${resource.stack.name}/${resource.logicalId} (${resource.type})`;
  const properties = await world.resolve(resource.stack, resource.properties);
  const { CaCertificatesBundleSource } = check(place, trustStoreSchema, properties);
  const { Bucket, Key, Version } = CaCertificatesBundleSource.CaCertificatesBundleS3Location;
  const bundle = world.object(Bucket, Key, Version);
  if (bundle === undefined)
    throw new LocalError(
      `${place}: there is no object s3://${Bucket}/${Key}${Version === undefined ? '' : ` of version ${Version}`}`,
    );
  const text = bundle.toString('utf8');
  const [problem] = lintTruststore(text, new Date());
  if (problem !== undefined) throw new LocalError(`${place}: ${problem}`);
  return text;
}
