import type { CustomResource } from 'aws-cdk-lib';
import { CfnDomainName } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { HostedZone, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import type { EdgeConfig } from '../config';
import { leadTo } from './domain-dns';

export interface OriginDomainProps {
  readonly config: EdgeConfig;
  /** The published truststore: attributes Uri and Version. */
  readonly truststore: CustomResource;
}

/** The API's only door: a name of its own, open to the holder of a certificate from the origin-hop CA and to nobody else. */
export class OriginDomain extends Construct {
  readonly domain: CfnDomainName;

  constructor(scope: Construct, id: string, { config, truststore }: OriginDomainProps) {
    super(scope, id);
    const { origin, dns } = config.domain;
    const zone = 'hostedZoneId' in dns ? HostedZone.fromHostedZoneAttributes(this, 'Zone', dns) : undefined;

    this.domain = new CfnDomainName(this, 'Domain', {
      domainName: origin,
      domainNameConfigurations: [
        {
          ...this.certificates(config, zone),
          endpointType: 'REGIONAL',
          ipAddressType: 'dualstack',
          // The enhanced policies take neither mutual TLS nor an HTTP API; this one accepts TLS 1.2 and 1.3.
          securityPolicy: 'TLS_1_2',
        },
      ],
      mutualTlsAuthentication: {
        truststoreUri: truststore.getAttString('Uri'),
        // API Gateway reads the truststore when the domain is updated, so only a new version brings a new CA into force.
        truststoreVersion: truststore.getAttString('Version'),
      },
    });
    leadTo(this.domain, origin, { scope: this, zone });
  }

  private certificates({ domain: { origin, dns } }: EdgeConfig, zone: IHostedZone | undefined) {
    if ('originCertificateArn' in dns)
      return {
        certificateArn: dns.originCertificateArn,
        ownershipVerificationCertificateArn: dns.originOwnershipCertificateArn,
      };
    const validation = CertificateValidation.fromDns(zone);
    return { certificateArn: new Certificate(this, 'Certificate', { domainName: origin, validation }).certificateArn };
  }
}
