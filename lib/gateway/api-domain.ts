import { CfnDomainName } from 'aws-cdk-lib/aws-apigateway';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import type { RegionalConfig } from '../config';
import type { Configured } from '../stack';
import { ClientTruststore } from '../trust/client-truststore';
import { leadTo } from './domain-dns';
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
    leadTo(this.domain, name, { scope: this, zone });
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
}
