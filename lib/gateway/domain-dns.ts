import { CfnOutput } from 'aws-cdk-lib';
import { AaaaRecord, ARecord, RecordTarget, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import type { Construct } from 'constructs';

/** Where a Regional domain of an API is, whichever kind of API it belongs to. */
interface RegionalDomain {
  readonly attrRegionalDomainName: string;
  readonly attrRegionalHostedZoneId: string;
}

/** Leads the name to the domain: by records in the zone, or, where the zone is somebody else's, by telling what to put there. */
export function leadTo(
  { attrRegionalDomainName: value, attrRegionalHostedZoneId }: RegionalDomain,
  recordName: string,
  { scope, zone }: { readonly scope: Construct; readonly zone: IHostedZone | undefined },
): void {
  if (zone === undefined) {
    new CfnOutput(scope, 'Target', { value, description: `DNS target of ${recordName}` });
    return;
  }
  const target = RecordTarget.fromAlias(new ApiGatewayv2DomainProperties(value, attrRegionalHostedZoneId));
  new ARecord(scope, 'A', { zone, recordName, target });
  new AaaaRecord(scope, 'Aaaa', { zone, recordName, target });
}
