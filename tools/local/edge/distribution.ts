import { LocalError, type KeyedCertificate, type Placed, type World } from '../types';
import { behaviourOf, type Behaviour } from './behaviour';
import { check } from '../check';
import { distributionSchema, type DistributionConfig, type OriginConfig } from './distribution-schema';
import type { EdgeFunction } from './functions/runtime';
import { createOrigin, type Origin } from './origin';
import { securityPolicy, type SecurityPolicy } from './security-policies';
import type { Shelf } from './shelf';
import { readViewerMtls, type ViewerMtls } from './viewer-mtls';
import type { WebAcl } from '../waf/acl';

/** The header by which an origin learns through which distribution a request came. */
const doorHeader = 'portcullis-door';

/** A distribution of the templates, ready to serve. */
export interface Distribution {
  readonly id: string;
  /** `stack/LogicalId`, for people. */
  readonly place: string;
  readonly aliases: readonly string[];
  /** `api` or `enrol`: through which door requests come, as the origin is told. */
  readonly door: string;
  /** Absent where the distribution asks for no client certificate. */
  readonly mtls: ViewerMtls | undefined;
  /** The connection function, which has the last word on a client certificate. */
  readonly onConnect: EdgeFunction | undefined;
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

/** Reads every distribution of the templates. Throws LocalError that names what cannot be honoured. */
export async function readDistributions(world: World, shelf: Shelf): Promise<Distribution[]> {
  const resources = world.assembly.ofType('AWS::CloudFront::Distribution');
  if (resources.length === 0)
    throw new LocalError('the templates have no AWS::CloudFront::Distribution, so there is no edge to start');
  return Promise.all(resources.map(resource => readDistribution(world, shelf, resource)));
}

async function readDistribution(world: World, shelf: Shelf, resource: Placed): Promise<Distribution> {
  const { ref: id, attributes } = await world.live(resource);
  const config = await readConfig(world, resource);
  const origins = new Map(
    config.Origins.map(origin => [origin.Id, createOrigin(originSettings(world, origin), world)]),
  );
  const behaviours = await Promise.all(
    [...config.CacheBehaviors, { ...config.DefaultCacheBehavior, PathPattern: '*' }].map(each =>
      behaviourOf(world, shelf, origins, each),
    ),
  );
  const webAcl = config.WebACLId ? await shelf.webAcl(config.WebACLId) : undefined;
  return {
    id,
    place: `${resource.stack.name}/${resource.logicalId}`,
    domainName: attributes['DomainName'] as string,
    aliases: config.Aliases,
    door: doorOf(config),
    ...(await viewerTls(world, config)),
    ...(await clientMtls(world, shelf, `distribution ${resource.logicalId}`, config)),
    http2: config.HttpVersion.startsWith('http2'),
    webAcl,
    behaviours,
    notModelled: [
      ...(config.HttpVersion.endsWith('3') ? ['HTTP/3'] : []),
      ...(webAcl?.notModelled ?? []),
      ...new Set(behaviours.flatMap(behaviour => behaviour.notModelled)),
    ],
    stop: async () => void (await Promise.all([...origins.values()].map(origin => origin.stop()))),
  };
}

/** What the distribution tells its origin it is; one that says nothing is the door to the API. */
function doorOf({ DefaultCacheBehavior, Origins }: DistributionConfig): string {
  const origin = Origins.find(({ Id }) => Id === DefaultCacheBehavior.TargetOriginId);
  const header = origin?.OriginCustomHeaders.find(({ HeaderName }) => HeaderName.toLowerCase() === doorHeader);
  return header?.HeaderValue ?? 'api';
}

async function clientMtls(
  world: World,
  shelf: Shelf,
  where: string,
  config: DistributionConfig,
): Promise<Pick<Distribution, 'mtls' | 'onConnect'>> {
  const mtls = await readViewerMtls(world, where, config);
  const id = config.ConnectionFunctionAssociation?.Id;
  if (id === undefined) return { mtls, onConnect: undefined };
  if (mtls === undefined)
    throw new LocalError(`${where}: ConnectionFunctionAssociation: takes a distribution with ViewerMtlsConfig`);
  return { mtls, onConnect: await shelf.connectionFunction(id) };
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

function clientCertificate(world: World, origin: string, arn: string): () => KeyedCertificate {
  const current = (): KeyedCertificate => {
    const certificate = world.certificate(arn);
    if (certificate !== undefined) return certificate;
    throw new LocalError(
      `origin ${origin}: OriginMtlsConfig: there is no certificate ${arn} in ACM here; has its custom resource run?`,
    );
  };
  current();
  return current;
}
