import * as z from 'zod';
import { unread } from '../check';

/**
 * The part of `DistributionConfig` that the local edge honours. A property that is not here, or has a value that would need
 * more than this edge does, stops the start with its name; what cannot change an answer is let through unread.
 */

const notModelled = (what: string) => z.array(z.unknown()).max(0, `${what} is not modelled here`).default([]);
const off = (what: string) => z.literal(false, `${what} is not modelled here`).optional();

const functionAssociation = z.strictObject({
  EventType: z.enum(['viewer-request', 'viewer-response']),
  FunctionARN: z.string(),
});

const behaviour = z.strictObject({
  TargetOriginId: z.string(),
  ViewerProtocolPolicy: z.enum(['allow-all', 'https-only', 'redirect-to-https']),
  AllowedMethods: z.array(z.string()).default(['GET', 'HEAD']),
  CachedMethods: unread,
  CachePolicyId: z.string('takes a cache policy: caching by ForwardedValues is not modelled here'),
  OriginRequestPolicyId: z.string().optional(),
  ResponseHeadersPolicyId: z.string().optional(),
  FunctionAssociations: z.array(functionAssociation).default([]),
  // CloudFront compresses only what it may cache.
  Compress: unread,
  RealtimeLogConfigArn: unread,
  SmoothStreaming: off('smooth streaming'),
  LambdaFunctionAssociations: notModelled('Lambda@Edge'),
  TrustedSigners: notModelled('signing of URLs'),
  TrustedKeyGroups: notModelled('signing of URLs'),
  FieldLevelEncryptionId: z.literal('', 'field-level encryption is not modelled here').optional(),
  GrpcConfig: z.strictObject({ Enabled: z.literal(false, 'gRPC is not modelled here') }).optional(),
});

const customOrigin = z.strictObject({
  OriginProtocolPolicy: z.literal('https-only', 'only https-only is modelled here'),
  OriginSSLProtocols: z
    .array(z.enum(['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2']))
    .min(1)
    .default(['TLSv1', 'TLSv1.1', 'TLSv1.2']),
  OriginReadTimeout: z.int().min(1).default(30),
  OriginKeepaliveTimeout: z.int().min(1).default(5),
  OriginMtlsConfig: z.strictObject({ ClientCertificateArn: z.string() }).optional(),
  // Ports and addresses are the laptop's.
  HTTPPort: unread,
  HTTPSPort: unread,
  IpAddressType: unread,
});

const origin = z.strictObject({
  Id: z.string(),
  DomainName: z.string(),
  OriginPath: z
    .union([z.literal(''), z.string().regex(/^\/.*[^/]$/, 'takes /path without a slash at its end')])
    .default(''),
  ConnectionTimeout: z.int().min(1).max(10).default(10),
  ConnectionAttempts: unread,
  OriginCustomHeaders: z.array(z.strictObject({ HeaderName: z.string(), HeaderValue: z.string() })).default([]),
  CustomOriginConfig: customOrigin,
  OriginShield: z.strictObject({ Enabled: z.literal(false, 'origin shield is not modelled here') }).optional(),
  OriginAccessControlId: z.literal('', 'origin access control is not modelled here').optional(),
});

export const distributionSchema = z.strictObject({
  Enabled: z.literal(true, 'a distribution that is off serves nobody'),
  Aliases: z.array(z.string()).default([]),
  DefaultCacheBehavior: behaviour,
  CacheBehaviors: z.array(behaviour.extend({ PathPattern: z.string() })).default([]),
  Origins: z.array(origin).min(1),
  ViewerCertificate: z
    .union([
      z.strictObject({
        AcmCertificateArn: z.string(),
        MinimumProtocolVersion: z.string().default('TLSv1'),
        SslSupportMethod: z.literal('sni-only', 'only sni-only is modelled here'),
      }),
      z.strictObject({ CloudFrontDefaultCertificate: z.literal(true) }),
    ])
    .default({ CloudFrontDefaultCertificate: true }),
  HttpVersion: z.enum(['http1.1', 'http2', 'http3', 'http2and3']).default('http1.1'),
  WebACLId: z.string().optional(),
  Restrictions: z
    .strictObject({
      GeoRestriction: z.strictObject({
        RestrictionType: z.literal('none', 'restriction by country is not modelled here'),
        Locations: z.array(z.string()).optional(),
      }),
    })
    .optional(),
  CustomErrorResponses: notModelled('CustomErrorResponses'),
  DefaultRootObject: z.literal('', 'DefaultRootObject is not modelled here').optional(),
  Staging: off('a staging distribution'),
  ViewerMtlsConfig: z
    .strictObject({
      // Left out, CloudFront verifies and requires.
      Mode: z.enum(['required', 'optional', 'passthrough']).default('required'),
      TrustStoreConfig: z
        .strictObject({
          TrustStoreId: z.string(),
          AdvertiseTrustStoreCaNames: z.boolean().default(false),
          IgnoreCertificateExpiry: z.boolean().default(false),
        })
        .optional(),
    })
    .optional(),
  ConnectionFunctionAssociation: z.strictObject({ Id: z.string() }).optional(),
  ConnectionMode: z.literal('direct', 'distributions for tenants are not modelled here').optional(),
  Comment: unread,
  PriceClass: unread,
  IPV6Enabled: unread,
});

export type DistributionConfig = z.output<typeof distributionSchema>;
export type BehaviourConfig = z.output<typeof behaviour>;
export type OriginConfig = z.output<typeof origin>;
