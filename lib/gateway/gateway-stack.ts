import { Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { names } from '../names';
import type { ServicesStack } from '../services/services-stack';
import { namedRemovalPolicy, retentionDays, stackProps, type Configured } from '../stack';
import type { TrustStack } from '../trust/trust-stack';
import type { ApiFront } from './front';
import { httpFront } from './http-front';
import type { RestIssuer } from './rest-authorizer';
import { restFront } from './rest-front';

export interface GatewayStackProps extends Configured {
  /** Absent where there is no CA to trust: clients without certificates that call the API itself. */
  readonly trust?: Pick<TrustStack, 'bucket' | 'authorities'>;
  readonly identity: RestIssuer;
  readonly services: Pick<ServicesStack, 'services'>;
}

/** Gateway: the API with every row of the route table and no other route. An HTTP API behind the edge, else a Regional REST API. */
export class GatewayStack extends Stack {
  readonly api: ApiFront;
  readonly accessLog: LogGroup;

  constructor(scope: Construct, id: string, { config, trust, identity, services }: GatewayStackProps) {
    super(scope, id, stackProps(config, 'gateway', config.ingress === 'edge' ? 'the API behind the edge' : 'the API'));
    this.accessLog = new LogGroup(this, 'AccessLog', {
      logGroupName: names(config).accessLogGroup,
      retention: retentionDays(config.retention.accessLogDays),
      removalPolicy: namedRemovalPolicy(config),
    });
    const shared = { identity, services, accessLog: this.accessLog };
    if (config.ingress === 'regional') this.api = restFront(this, { config, ...shared });
    else if (trust === undefined) throw new Error('lib/gateway: the hop from the edge needs a CA to trust');
    else this.api = httpFront(this, { config, trust, ...shared });
  }
}
