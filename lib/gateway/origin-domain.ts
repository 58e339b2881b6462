import { CfnOutput, type CustomResource } from 'aws-cdk-lib';
import { CfnDomainName } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { AaaaRecord, ARecord, HostedZone, RecordTarget, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { EdgeConfig } from '../config';

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
    if (zone === undefined) this.printTarget();
    else this.addRecords(origin, zone);
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

  private addRecords(recordName: string, zone: IHostedZone): void {
    const { attrRegionalDomainName, attrRegionalHostedZoneId } = this.domain;
    const alias = new ApiGatewayv2DomainProperties(attrRegionalDomainName, attrRegionalHostedZoneId);
    const target = RecordTarget.fromAlias(alias);
    new ARecord(this, 'A', { zone, recordName, target });
    new AaaaRecord(this, 'Aaaa', { zone, recordName, target });
  }

  private printTarget(): void {
    new CfnOutput(this, 'Target', {
      value: this.domain.attrRegionalDomainName,
      description: `DNS target of ${this.domain.domainName}`,
    });
  }
}
