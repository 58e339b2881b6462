import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Properties } from '../custom-resource';
import { readCertificate } from '../x509';
import { replaceCertificate, validityOf } from './acm';
import { issuerOf, make, type Clients } from './leaf';

/** What EventBridge sends once a day: what the last deploy decided, and the certificate it made. */
export interface Renewal {
  readonly action: 'renew';
  readonly certificateArn: string;
  /** As of Custom::OriginHopLeaf. */
  readonly properties: Properties;
}

export type Gauge =
  | 'OriginHopLeafDaysLeft'
  | 'OriginHopAuthorityDaysLeft'
  | 'OriginHopRenewed'
  /** 1 where today's run failed, 0 where it did not. */
  | 'OriginHopRenewalFailed';

const day = 86_400_000;

/**
 * Renews the edge's certificate once two thirds of its life are over, over the same ARN, so that CloudFront takes it up by itself. On
 * every other day it asks for the CA and its key all the same: what would make a renewal fail is known weeks before one is due.
 */
export const renewal =
  (clients: Clients, measure: (gauge: Gauge, value: number) => void, now = () => new Date()) =>
  async ({ certificateArn, properties }: Renewal): Promise<void> => {
    const signal = AbortSignal.timeout(60_000);
    try {
      const { notBefore, notAfter } = await validityOf(clients.acm, certificateArn, signal);
      measure('OriginHopLeafDaysLeft', (notAfter.getTime() - now().getTime()) / day);
      const { certificate: authority } = await issuerOf(clients, properties, signal);
      measure('OriginHopAuthorityDaysLeft', (readCertificate(authority).notAfter.getTime() - now().getTime()) / day);
      const life = notAfter.getTime() - notBefore.getTime();
      if (notAfter.getTime() - now().getTime() <= life / 3) {
        const made = await make(clients, properties, signal);
        await replaceCertificate(clients.acm, made, certificateArn, signal);
        const { serialNumber } = made.facts;
        console.log(
          JSON.stringify({
            level: 'INFO',
            message: 'renewed',
            serialNumber,
            notAfter: made.facts.notAfter.toISOString(),
          }),
        );
        measure('OriginHopRenewed', 1);
      }
    } catch (error) {
      measure('OriginHopRenewalFailed', 1);
      // Lambda counts the error, and repeats the call twice.
      throw error;
    }
    measure('OriginHopRenewalFailed', 0);
  };

/** CloudWatch's, one line each in the function's log. */
export function gauges(metrics = new Metrics()): (gauge: Gauge, value: number) => void {
  return (gauge, value) => {
    metrics.addMetric(gauge, MetricUnit.Count, value);
    metrics.publishStoredMetrics();
  };
}
