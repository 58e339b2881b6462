import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { EdgeConfig } from '../config';
import { names } from '../names';
import { enrolmentPath } from '../routes';
import { namedRemovalPolicy, retentionDays, stackProps, type Configured } from '../stack';
import { RevocationSync } from '../trust/revocation-sync';
import { edgeAlarms, type WatchedDoor } from '../watch/edge-alarms';
import { Watch } from '../watch/watch';
import { AccessLog } from './access-log';
import { ConnectionLog } from './connection-log';
import { securityHeaders, type Door, type EdgeDistributionProps } from './distribution';
import { entrance, type Entrance, type EntranceProps } from './entrance';
import { OriginHopLeaf } from './origin-hop-leaf';
import { ViewerMtls } from './viewer-mtls';
import { wafRules } from './waf-rules';
import { WebAcl } from './web-acl';

/** What every door of the edge has in common. */
type Shared = Omit<EdgeDistributionProps, 'door' | 'certificate'> & Pick<EntranceProps, 'zone'>;

/**
 * Everything a request meets before the home Region. CloudFront, its certificates, its web ACL and their metrics live in us-east-1
 * and nowhere else, so this is one stack there, and it knows the rest of the app by name only.
 */
export class EdgeStack extends Stack {
  constructor(scope: Construct, id: string, { config }: Configured<EdgeConfig>) {
    super(scope, id, stackProps(config, 'edge', 'CloudFront, web ACL, certificates, DNS', 'us-east-1'));
    const webAcl = this.webAcl(config);
    const { certificateArn: originCertificateArn } = new OriginHopLeaf(this, 'OriginHopLeaf', { config });
    const { dns } = config.domain;
    const shared: Shared = {
      config,
      webAclArn: webAcl.arn,
      originCertificateArn,
      responseHeadersPolicy: securityHeaders(this, config.prefix),
      zone: 'zoneName' in dns ? HostedZone.fromHostedZoneAttributes(this, 'Zone', dns) : undefined,
    };
    const api = this.api(config, shared);
    const enrol = this.enrolment(config, shared);
    for (const door of [api, enrol]) door?.distribution.node.addDependency(webAcl.logging);
    new AccessLog(this, 'AccessLog', {
      config,
      distributions: { api: api.distribution, ...(enrol && { enrol: enrol.distribution }) },
    });

    new Watch(this, 'Watch', {
      config,
      alarms: topic =>
        edgeAlarms({
          doors: [watched('api', api), ...(enrol === undefined ? [] : [watched('enrol', enrol)])],
          originCertificateArn,
          webAclName: webAcl.name,
          clients:
            config.profile === 'consumer'
              ? undefined
              : { logNamespace: logNamespace(config), ...(enrol && { enrolmentWebAcl: webAcl.name }) },
          topicName: topic.topicName,
        }),
    });
  }

  private webAcl(config: EdgeConfig): WebAcl {
    return new WebAcl(this, 'WebAcl', {
      name: `${config.prefix}-edge`,
      scope: 'CLOUDFRONT',
      rules: wafRules(config),
      logGroupName: names(config).wafLogGroup,
      logRetention: retentionDays(config.retention.logDays),
      removalPolicy: namedRemovalPolicy(config),
    });
  }

  /** The door of the API. Where clients have certificates, it opens to nobody without one. */
  private api(config: EdgeConfig, shared: Shared): Entrance {
    const { name: host, dns } = config.domain;
    const viewerMtls = config.profile === 'consumer' ? undefined : new ViewerMtls(this, 'Clients', { config });
    const door = entrance(this, {
      ...shared,
      door: { name: 'api', host, viewerMtls },
      givenCertificateArn: 'edgeCertificateArn' in dns ? dns.edgeCertificateArn : undefined,
    });
    if (viewerMtls !== undefined && config.profile !== 'consumer') {
      new RevocationSync(this, 'RevocationSync', { config, store: viewerMtls.revoked });
      new ConnectionLog(this, 'ConnectionLog', {
        config,
        distribution: door.distribution,
        namespace: logNamespace(config),
      });
    }
    return door;
  }

  /** The door of devices that have no certificate yet. Viewer mTLS is a setting of a whole distribution, so this is another. */
  private enrolment(config: EdgeConfig, shared: Shared): Entrance | undefined {
    if (config.profile !== 'managed') return undefined;
    const { dns } = config.domain;
    return entrance(new Construct(this, 'Enrol'), {
      ...shared,
      door: { name: 'enrol', host: names(config).enrolHost, originPath: enrolmentPath },
      givenCertificateArn: 'enrolCertificateArn' in dns ? dns.enrolCertificateArn : undefined,
    });
  }
}

const watched = (name: Door['name'], { certificateArn, distribution: { distributionId } }: Entrance): WatchedDoor => ({
  name,
  certificateArn,
  distributionId,
});

/** Of metrics counted out of logs. Two environments in one account must not add up. */
const logNamespace = ({ prefix }: EdgeConfig): string => `Portcullis/${prefix}`;
