import { CfnOutput } from 'aws-cdk-lib';
import { CfnDomainName } from 'aws-cdk-lib/aws-apigateway';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { AaaaRecord, ARecord, HostedZone, RecordTarget, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { RegionalConfig } from '../config';
import type { Configured } from '../stack';
import { ClientTruststore } from '../trust/client-truststore';
import { tlsOf } from './rest-tls';

/** The name clients call, without an edge in front: its certificate, its TLS and, in profiles with certificates, its truststore. */
export class ApiDomain extends Construct {
  readonly domain: CfnDomainName;
  /** What clients see. */
  readonly certificateArn: string;

  constructor(scope: Construct, id: string, { config }: Configured<RegionalConfig>) {
    super(scope, id);
    const { name, dns } = config.domain;
    const zone = 'hostedZoneId' in dns ? HostedZone.fromHostedZoneAttributes(this, 'Zone', dns) : undefined;
    this.certificateArn =
      'certificateArn' in dns
        ? dns.certificateArn
        : new Certificate(this, 'Certificate', { domainName: name, validation: CertificateValidation.fromDns(zone) })
            .certificateArn;
    this.domain = new CfnDomainName(this, 'Domain', {
      domainName: name,
      regionalCertificateArn: this.certificateArn,
      ownershipVerificationCertificateArn: 'certificateArn' in dns ? dns.ownershipCertificateArn : undefined,
      endpointConfiguration: { types: ['REGIONAL'], ipAddressType: 'dualstack' },
      ...tlsOf(config),
      mutualTlsAuthentication: this.mutualTls(config),
    });
    if (zone === undefined) this.printTarget();
    else this.addRecords(name, zone);
  }

  private mutualTls(config: RegionalConfig): CfnDomainName.MutualTlsAuthenticationProperty | undefined {
    if (config.profile === 'consumer') return undefined;
    const { resource } = new ClientTruststore(this, 'Truststore', { config });
    return {
      truststoreUri: resource.getAttString('Uri'),
      // API Gateway reads the truststore when the domain is updated, so only a new version brings a new CA into force.
      truststoreVersion: resource.getAttString('Version'),
    };
  }

  private addRecords(recordName: string, zone: IHostedZone): void {
    const { attrRegionalDomainName, attrRegionalHostedZoneId } = this.domain;
    const target = RecordTarget.fromAlias(
      new ApiGatewayv2DomainProperties(attrRegionalDomainName, attrRegionalHostedZoneId),
    );
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
