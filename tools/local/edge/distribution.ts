import { LocalError, type KeyedCertificate, type Placed, type World } from '../types';
import { behaviourOf, type Behaviour, type Keep } from './behaviour';
import { check } from '../check';
import { distributionSchema, type DistributionConfig, type OriginConfig } from './distribution-schema';
import { createOrigin, type Origin } from './origin';
import { securityPolicy, type SecurityPolicy } from './security-policies';
import { readWebAcl } from '../waf/read';
import type { WebAcl } from '../waf/acl';

/** A distribution of the templates, ready to serve. */
export interface Distribution {
  readonly id: string;
  /** `d….cloudfront.net`, the name it signs `Via` with. */
  readonly domainName: string;
  readonly certificate: KeyedCertificate;
  readonly securityPolicy: SecurityPolicy;
  readonly http2: boolean;
  /** Absent where the distribution names none: then nothing is inspected. */
  readonly webAcl: WebAcl | undefined;
  /** In the order CloudFront tries them; the last one matches every path. */
  readonly behaviours: readonly Behaviour[];
  /** What the template asks for and this edge leaves out, by name. */
  readonly notModelled: readonly string[];
  stop(): Promise<void>;
}

/** Reads the one distribution of the templates. Throws LocalError that names what cannot be honoured. */
export async function readDistribution(world: World): Promise<Distribution> {
  const [resource, ...others] = world.assembly.ofType('AWS::CloudFront::Distribution');
  if (resource === undefined)
    throw new LocalError('the templates have no AWS::CloudFront::Distribution, so there is no edge to start');
  if (others.length > 0)
    throw new LocalError(`got ${others.length + 1} distributions, takes one: several are not modelled here`);
  const parts: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => void (await Promise.all(parts.map(part => part.stop())));
  try {
    return { ...(await compile(world, resource, part => (parts.push(part), part))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function compile(world: World, resource: Placed, keep: Keep): Promise<Omit<Distribution, 'stop'>> {
  const { ref: id, attributes } = await world.live(resource);
  const config = await readConfig(world, resource);
  const origins = new Map(
    config.Origins.map(origin => [origin.Id, keep(createOrigin(originSettings(world, origin), world))]),
  );
  const behaviours = await Promise.all(
    [...config.CacheBehaviors, { ...config.DefaultCacheBehavior, PathPattern: '*' }].map(each =>
      behaviourOf(world, keep, origins, each),
    ),
  );
  const webAcl = config.WebACLId
    ? await readWebAcl(world, config.WebACLId, { where: 'WebACLId', scope: 'CLOUDFRONT' })
    : undefined;
  return {
    id,
    domainName: attributes['DomainName'] as string,
    ...(await viewerTls(world, config)),
    http2: config.HttpVersion.startsWith('http2'),
    webAcl,
    behaviours,
    notModelled: [
      ...(config.HttpVersion.endsWith('3') ? ['HTTP/3'] : []),
      ...(webAcl?.notModelled ?? []),
      ...new Set(behaviours.flatMap(behaviour => behaviour.notModelled)),
    ],
  };
}

async function readConfig(world: World, { stack, logicalId, properties }: Placed): Promise<DistributionConfig> {
  // Where logs go cannot change an answer, and its bucket need not exist here.
  const { Logging: _, ...config } = properties['DistributionConfig'] as Record<string, unknown>;
  return check(`distribution ${logicalId}`, distributionSchema, await world.resolve(stack, config));
}

async function viewerTls(
  world: World,
  { ViewerCertificate: viewer, Aliases }: DistributionConfig,
): Promise<Pick<Distribution, 'certificate' | 'securityPolicy'>> {
  // The certificate that CloudFront brings itself comes with the oldest policy, whatever the template says.
  if ('CloudFrontDefaultCertificate' in viewer)
    return { certificate: await world.publicCa.issue(['localhost']), securityPolicy: securityPolicy('TLSv1') };
  return {
    // A certificate that was made outside these templates is stood in for by one for the same names.
    certificate: world.certificate(viewer.AcmCertificateArn) ?? (await world.publicCa.issue(Aliases)),
    securityPolicy: securityPolicy(viewer.MinimumProtocolVersion),
  };
}

function originSettings(world: World, origin: OriginConfig): Origin['settings'] {
  const { OriginSSLProtocols, OriginMtlsConfig, OriginReadTimeout, OriginKeepaliveTimeout } = origin.CustomOriginConfig;
  const oldest = (['TLSv1', 'TLSv1.1', 'TLSv1.2'] as const).find(version => OriginSSLProtocols.includes(version));
  if (oldest === undefined)
    throw new LocalError(
      `origin ${origin.Id}: OriginSSLProtocols: got ${OriginSSLProtocols.join(', ')}, takes TLSv1 or newer here`,
    );
  return {
    domainName: origin.DomainName,
    path: origin.OriginPath,
    customHeaders: origin.OriginCustomHeaders.map(({ HeaderName, HeaderValue }) => [
      HeaderName.toLowerCase(),
      HeaderValue,
    ]),
    minVersion: oldest,
    // CloudFront uses TLS 1.3 towards any origin that may have 1.2 and offers it.
    maxVersion: OriginSSLProtocols.includes('TLSv1.2')
      ? 'TLSv1.3'
      : OriginSSLProtocols.includes('TLSv1.1')
        ? 'TLSv1.1'
        : 'TLSv1',
    clientCertificate: OriginMtlsConfig && clientCertificate(world, origin.Id, OriginMtlsConfig.ClientCertificateArn),
    connectTimeoutMs: origin.ConnectionTimeout * 1000,
    readTimeoutMs: OriginReadTimeout * 1000,
    keepAliveMs: OriginKeepaliveTimeout * 1000,
  };
}

function clientCertificate(world: World, origin: string, arn: string): KeyedCertificate {
  const certificate = world.certificate(arn);
  if (certificate === undefined)
    throw new LocalError(
      `origin ${origin}: OriginMtlsConfig: there is no certificate ${arn} in ACM here; has its custom resource run?`,
    );
  return certificate;
}
