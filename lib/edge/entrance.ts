import {
  Certificate,
  CertificateValidation,
  KeyAlgorithm,
  type ICertificate,
} from 'aws-cdk-lib/aws-certificatemanager';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { AaaaRecord, ARecord, RecordTarget, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { EdgeDistribution, type EdgeDistributionProps } from './distribution';

export interface EntranceProps extends Omit<EdgeDistributionProps, 'certificate'> {
  /** Where the host's records are made; absent: made elsewhere, and then its certificate is given. */
  readonly zone?: IHostedZone;
  readonly givenCertificateArn?: string;
}

/** A door of the edge with all that belongs to its name. */
export interface Entrance {
  readonly distribution: Distribution;
  readonly certificateArn: string;
}

/** Makes a door: the certificate of its host, the distribution, the records that lead there. */
export function entrance(scope: Construct, props: EntranceProps): Entrance {
  const certificate = certificateOf(scope, props);
  const distribution = new EdgeDistribution(scope, 'Distribution', { ...props, certificate });
  addRecords(scope, props, distribution);
  return { distribution, certificateArn: certificate.certificateArn };
}

/** What clients see: made and renewed here where the zone is here, or given. */
function certificateOf(scope: Construct, { door, zone, givenCertificateArn }: EntranceProps): ICertificate {
  if (givenCertificateArn !== undefined)
    return Certificate.fromCertificateArn(scope, 'Certificate', givenCertificateArn);
  return new Certificate(scope, 'Certificate', {
    domainName: door.host,
    validation: CertificateValidation.fromDns(zone),
    keyAlgorithm: KeyAlgorithm.EC_PRIME256V1,
  });
}

/** Points the name at the distribution, or says where whoever holds the zone must point it. */
function addRecords(scope: Construct, { door: { host }, zone }: EntranceProps, distribution: Distribution): void {
  if (zone !== undefined) {
    const target = RecordTarget.fromAlias(new CloudFrontTarget(distribution));
    new ARecord(scope, 'Ipv4', { zone, recordName: host, target });
    new AaaaRecord(scope, 'Ipv6', { zone, recordName: host, target });
  }
  new CfnOutput(scope, 'EdgeTarget', {
    description: `Where ${host} must point (A and AAAA alias, or CNAME)`,
    value: distribution.distributionDomainName,
  });
}
