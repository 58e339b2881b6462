import {
  Certificate,
  CertificateValidation,
  KeyAlgorithm,
  type ICertificate,
} from 'aws-cdk-lib/aws-certificatemanager';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { AaaaRecord, ARecord, HostedZone, RecordTarget, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { EdgeConfig } from '../config';
import { names } from '../names';
import { namedRemovalPolicy, retentionDays, stackProps, type Configured } from '../stack';
import { edgeAlarms } from '../watch/edge-alarms';
import { Watch } from '../watch/watch';
import { AccessLog } from './access-log';
import { EdgeDistribution } from './distribution';
import { OriginHopLeaf } from './origin-hop-leaf';
import { wafRules } from './waf-rules';
import { WebAcl } from './web-acl';

/**
 * Everything a request meets before the home Region. CloudFront, its certificates, its web ACL and their metrics live in us-east-1
 * and nowhere else, so this is one stack there, and it knows the rest of the app by name only.
 */
export class EdgeStack extends Stack {
  constructor(scope: Construct, id: string, { config }: Configured<EdgeConfig>) {
    super(scope, id, stackProps(config, 'edge', 'CloudFront, web ACL, certificates, DNS', 'us-east-1'));
    const { name, dns } = config.domain;
    const zone = 'zoneName' in dns ? HostedZone.fromHostedZoneAttributes(this, 'Zone', dns) : undefined;
    const certificate = this.certificate(config, zone);
    const webAcl = new WebAcl(this, 'WebAcl', {
      name: `${config.prefix}-edge`,
      scope: 'CLOUDFRONT',
      rules: wafRules(config),
      logGroupName: names(config).wafLogGroup,
      logRetention: retentionDays(config.retention.logDays),
      removalPolicy: namedRemovalPolicy(config),
    });
    const { certificateArn: originCertificateArn } = new OriginHopLeaf(this, 'OriginHopLeaf', { config });
    const distribution = new EdgeDistribution(this, 'Distribution', {
      config,
      certificate,
      webAclArn: webAcl.arn,
      originCertificateArn,
    });
    distribution.node.addDependency(webAcl.logging);
    new AccessLog(this, 'AccessLog', { config, distribution });
    this.dns(name, distribution, zone);

    new Watch(this, 'Watch', {
      config,
      alarms: topic =>
        edgeAlarms({
          viewerCertificateArn: certificate.certificateArn,
          originCertificateArn,
          distributionId: distribution.distributionId,
          webAclName: webAcl.name,
          topicName: topic.topicName,
        }),
    });
  }

  /** What clients see: made and renewed here where the zone is here, or given. */
  private certificate({ domain: { name, dns } }: EdgeConfig, zone: IHostedZone | undefined): ICertificate {
    if ('edgeCertificateArn' in dns) return Certificate.fromCertificateArn(this, 'Certificate', dns.edgeCertificateArn);
    return new Certificate(this, 'Certificate', {
      domainName: name,
      validation: CertificateValidation.fromDns(zone),
      keyAlgorithm: KeyAlgorithm.EC_PRIME256V1,
    });
  }

  /** Points the name at the distribution, or says where whoever holds the zone must point it. */
  private dns(name: string, distribution: Distribution, zone: IHostedZone | undefined): void {
    if (zone !== undefined) {
      const target = RecordTarget.fromAlias(new CloudFrontTarget(distribution));
      new ARecord(this, 'Ipv4', { zone, recordName: name, target });
      new AaaaRecord(this, 'Ipv6', { zone, recordName: name, target });
    }
    new CfnOutput(this, 'EdgeTarget', {
      description: `Where ${name} must point (A and AAAA alias, or CNAME)`,
      value: distribution.distributionDomainName,
    });
  }
}
