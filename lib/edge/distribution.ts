import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
  type CfnDistribution,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Duration, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { EdgeConfig } from '../config';
import { functionCode } from './function-code';
import type { ViewerMtls } from './viewer-mtls';

/** A way in at the edge. */
export interface Door {
  /** What the guard is told of it, and part of every name that belongs to it. */
  readonly name: 'api' | 'enrol';
  readonly host: string;
  /** What clients show before anything else; absent: nothing. */
  readonly viewerMtls?: ViewerMtls;
  /** Stands in front of every path at the API, so that this door leads to no route without it. */
  readonly originPath?: string;
}

export interface EdgeDistributionProps {
  readonly config: EdgeConfig;
  readonly door: Door;
  readonly certificate: ICertificate;
  readonly webAclArn: string;
  /** The client certificate CloudFront shows the API, in ACM of us-east-1. */
  readonly originCertificateArn: string;
  readonly responseHeadersPolicy: ResponseHeadersPolicy;
}

/** Where clients arrive: ends their TLS, holds the web ACL, and is the only one the API lets in. */
export class EdgeDistribution extends Distribution {
  constructor(scope: Construct, id: string, props: EdgeDistributionProps) {
    const { config, door } = props;
    super(scope, id, {
      comment:
        door.name === 'api' ? `${config.prefix}: the only way in` : `${config.prefix}: ${door.name}, and no more`,
      domainNames: [door.host],
      certificate: props.certificate,
      // TLS 1.2 and 1.3 with forward-secret AEAD ciphers; 1.3 alone would shut out phones people still carry.
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2025,
      // Viewer mTLS does not work over HTTP/3 (CloudFront developer guide).
      httpVersion: door.viewerMtls === undefined ? HttpVersion.HTTP2_AND_3 : HttpVersion.HTTP2,
      enableIpv6: true,
      webAclId: props.webAclArn,
      defaultBehavior: {
        origin: new MutualTlsOrigin(config.domain.origin, door, props.originCertificateArn),
        // No redirect: a client that called http:// has sent its token in the clear already, and must notice.
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        allowedMethods: AllowedMethods.ALLOW_ALL,
        // One person's answer must never be another's. Nothing is compressed either (BREACH).
        cachePolicy: CachePolicy.CACHING_DISABLED,
        compress: false,
        // Carries Authorization. Host stays behind: the API answers 403 to a name other than its own.
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        responseHeadersPolicy: props.responseHeadersPolicy,
        functionAssociations: [
          { eventType: FunctionEventType.VIEWER_REQUEST, function: viewerRequest(scope, config, door) },
        ],
      },
    });
    door.viewerMtls?.askOf(this);
    Validations.of(this).acknowledge(
      {
        id: 'AwsSolutions::AwsSolutions-CFR1',
        reason: 'Customers travel; the IP reputation group refuses by conduct, not by country.',
      },
      {
        id: 'AwsSolutions::AwsSolutions-CFR3',
        reason: 'Logged by standard logging v2 (access-log.ts), which this rule does not know.',
      },
    );
  }
}

/** An origin to which CloudFront shows a client certificate. The L2 has no property for it yet. */
class MutualTlsOrigin extends HttpOrigin {
  readonly #certificateArn: string;

  constructor(domainName: string, { name, originPath }: Door, certificateArn: string) {
    super(domainName, {
      originPath,
      // CloudFront writes it over whatever a client sent under this name.
      customHeaders: { 'portcullis-door': name },
      protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [OriginSslPolicy.TLS_V1_2],
      // API Gateway gives up after 30 s; the edge should hear of it rather than guess.
      readTimeout: Duration.seconds(31),
      keepaliveTimeout: Duration.seconds(30),
    });
    this.#certificateArn = certificateArn;
  }

  protected override renderCustomOriginConfig(): CfnDistribution.CustomOriginConfigProperty | undefined {
    const config = super.renderCustomOriginConfig();
    return config && { ...config, originMtlsConfig: { clientCertificateArn: this.#certificateArn } };
  }
}

const viewerRequest = (scope: Construct, { prefix }: EdgeConfig, { name, viewerMtls }: Door): EdgeFunction => {
  const [file, comment] =
    viewerMtls === undefined
      ? ['viewer-request.js', 'Deletes headers only the edge may write']
      : ['viewer-request-clients.js', 'Says which certificate was verified, and deletes what a client says of it'];
  return new EdgeFunction(scope, 'ViewerRequest', {
    functionName: name === 'api' ? `${prefix}-viewer-request` : `${prefix}-${name}-viewer-request`,
    comment,
    runtime: FunctionRuntime.JS_2_0,
    code: FunctionCode.fromInline(functionCode(file)),
  });
};

/** For the day a browser shows an answer of this API. Every header replaces what the origin said. */
export function securityHeaders(scope: Construct, prefix: string): ResponseHeadersPolicy {
  return new ResponseHeadersPolicy(scope, 'SecurityHeaders', {
    responseHeadersPolicyName: `${prefix}-security-headers`,
    securityHeadersBehavior: {
      // Two years, as the preload list asks; preloading itself is a decision about the whole registered domain.
      strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      contentSecurityPolicy: { contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'", override: true },
    },
    // Balances do not belong in a cache on the device or on the way.
    customHeadersBehavior: { customHeaders: [{ header: 'cache-control', value: 'no-store', override: true }] },
  });
}
