import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generateKeyPair, issueAuthority, issueLeaf, localSigner } from '../../../../lambda/x509';
import { assemblyOf } from '../../../../tools/local/assembly';
import { createLedger } from '../../../../tools/local/ledger';
import { createResolver } from '../../../../tools/local/resolve';
import type { KeyedCertificate, Live, Placed, Stack, TemplateResource, World } from '../../../../tools/local/types';

export const originDomain = 'origin.api.example.com';
export const viewerCertificateArn = 'arn:aws:acm:us-east-1:000000000000:certificate/viewer';
export const hopCertificateArn = 'arn:aws:acm:us-east-1:000000000000:certificate/hop';
const cachingDisabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const allViewerExceptHost = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

/** A certificate authority of the test's own. */
export async function createAuthority(subject: string) {
  const signer = localSigner(generateKeyPair().privateKey);
  const certificate = await issueAuthority({ subject, signer, validityDays: 2 });
  return {
    certificate,
    signer,
    async issue(commonName: string, usages: readonly ('serverAuth' | 'clientAuth')[], dns: readonly string[] = []) {
      const { spki, privateKey } = generateKeyPair();
      const leaf = await issueLeaf({
        subject: `CN=${commonName}`,
        spki,
        issuer: { certificate, signer },
        usages: [...usages],
        names: { dns: [...dns], ips: dns.includes('localhost') ? ['127.0.0.1'] : [] },
        validityDays: 1,
      });
      return { certificate: leaf, chain: '', privateKey } satisfies KeyedCertificate;
    },
  };
}
export type Authority = Awaited<ReturnType<typeof createAuthority>>;

/** What every test of sockets needs once: the public CA, the hop's CA, and a leaf of each. */
export async function createCertificates() {
  const [publicCa, hopCa] = await Promise.all([createAuthority('CN=public'), createAuthority('CN=hop')]);
  const [viewer, hop, origin] = await Promise.all([
    publicCa.issue('api.example.com', ['serverAuth'], ['api.example.com', 'localhost']),
    hopCa.issue('edge', ['clientAuth']),
    publicCa.issue(originDomain, ['serverAuth'], [originDomain]),
  ]);
  return { publicCa, hopCa, viewer, hop, origin };
}
export type Certificates = Awaited<ReturnType<typeof createCertificates>>;

type Json = Record<string, unknown>;

/** `DistributionConfig` as a template has it, with the changes of a test. */
export function distributionConfig(
  changes: { config?: Json; behaviour?: Json; origin?: Json; custom?: Json } = {},
): Json {
  return {
    Enabled: true,
    Aliases: ['api.example.com'],
    HttpVersion: 'http2and3',
    ViewerCertificate: {
      AcmCertificateArn: viewerCertificateArn,
      MinimumProtocolVersion: 'TLSv1.2_2021',
      SslSupportMethod: 'sni-only',
    },
    DefaultCacheBehavior: {
      TargetOriginId: 'api',
      ViewerProtocolPolicy: 'https-only',
      AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
      CachePolicyId: cachingDisabled,
      OriginRequestPolicyId: allViewerExceptHost,
      Compress: false,
      ...changes.behaviour,
    },
    Origins: [
      {
        Id: 'api',
        DomainName: originDomain,
        CustomOriginConfig: {
          OriginProtocolPolicy: 'https-only',
          OriginSSLProtocols: ['TLSv1.2'],
          OriginMtlsConfig: { ClientCertificateArn: hopCertificateArn },
          ...changes.custom,
        },
        ...changes.origin,
      },
    ],
    Logging: { Bucket: { 'Fn::GetAtt': ['Nowhere', 'DomainName'] } },
    ...changes.config,
  };
}

/** A web ACL that lets everything through but what the rules say. */
export const webAclProperties = (rules: readonly Json[], changes: Json = {}): Json => ({
  Name: 'edge',
  Scope: 'CLOUDFRONT',
  DefaultAction: { Allow: {} },
  Rules: rules.map((rule, Priority) => ({ Priority, Name: `Rule${Priority}`, Action: { Block: {} }, ...rule })),
  VisibilityConfig: {},
  ...changes,
});

/** What the stand-ins of a test's world hold. */
export interface Held {
  /** Objects by `bucket/key`. */
  readonly objects?: ReadonlyMap<string, Buffer>;
  /** Key-value stores by ARN. */
  readonly stores?: ReadonlyMap<string, (key: string) => string | undefined>;
}

/** A world whose only parts are the templates, certificates, host names and a ledger. */
export function createWorld(
  certificates: Certificates,
  resources: Record<string, TemplateResource>,
  held: Held = {},
): World {
  const stack: Stack = {
    name: 'edge',
    region: 'us-east-1',
    template: { Resources: resources },
    asset: key => key,
  };
  const assembly = assemblyOf('.', [stack]);
  const identities = new Map<string, Placed>();
  const live = (resource: Placed): Promise<Live> => {
    const { logicalId } = resource;
    const arn = `arn:${logicalId}`;
    for (const identity of [logicalId, arn]) identities.set(identity, resource);
    return Promise.resolve({
      ref: logicalId,
      attributes: { Arn: arn, FunctionARN: arn, Id: logicalId, DomainName: 'd111111abcdef8.cloudfront.net' },
    });
  };
  const acm = new Map([
    [viewerCertificateArn, certificates.viewer],
    [hopCertificateArn, certificates.hop],
  ]);
  return {
    assembly,
    ...createResolver(assembly, live),
    live,
    byIdentity: identity => identities.get(identity),
    hosts: new Map(),
    publicCa: {
      certificate: certificates.publicCa.certificate,
      issue: names => certificates.publicCa.issue('issued', ['serverAuth'], [...names, 'localhost']),
    },
    certificate: arn => acm.get(arn),
    object: (bucket, key) => held.objects?.get(`${bucket}/${key}`),
    keyValueStore: arn => held.stores?.get(arn),
    endpoints: {},
    ledger: createLedger(),
    lambda: {
      invoke: () => Promise.reject(new Error('no Lambda here')),
      onLine: () => undefined,
      stop: () => Promise.resolve(),
    },
  };
}

export const distribution = (changes?: Parameters<typeof distributionConfig>[0]): TemplateResource => ({
  Type: 'AWS::CloudFront::Distribution',
  Properties: { DistributionConfig: distributionConfig(changes) },
});

/** An origin that takes nobody without a certificate of the hop's CA. */
export async function startOrigin(
  certificates: Certificates,
  listener: RequestListener,
): Promise<Server & { port: number }> {
  const { origin, hopCa } = certificates;
  const server = createServer(
    {
      cert: origin.certificate,
      key: origin.privateKey,
      ca: hopCa.certificate,
      requestCert: true,
      rejectUnauthorized: true,
    },
    listener,
  );
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
  return Object.assign(server, { port: (server.address() as AddressInfo).port });
}

export const closed = (server: Server): Promise<void> =>
  new Promise(resolve => {
    server.closeAllConnections();
    server.close(() => resolve());
  });
