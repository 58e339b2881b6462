import { handshakesRefused } from '../edge/connection-log';
import { missing, type AlarmSpec } from './alarm';

export interface WatchedClients {
  /** Of what is counted out of the connection log. */
  readonly logNamespace: string;
  /** Name of the web ACL in front of the enrolment door, where there is one. */
  readonly enrolmentWebAcl?: string;
}

/** The alarms of us-east-1 that are there where clients show certificates. */
export const clientEdgeAlarms = ({ logNamespace, enrolmentWebAcl }: WatchedClients): readonly AlarmSpec[] => [
  {
    id: 'HandshakesRefused',
    layer: 'client-mtls',
    means:
      '50 handshakes in 5 minutes failed: certificates that expired, that we took back, or that are not ours. Look at connectionStatus and the serial number in the connection log.',
    metric: { namespace: logNamespace, metricName: handshakesRefused, statistic: 'Sum' },
    fires: { from: 50 },
    missing: missing.isQuiet,
  },
  {
    id: 'RevocationListStale',
    layer: 'client-mtls',
    means:
      "the edge's list of revoked certificates has not been brought up to date for 15 minutes. Behind it the guard still refuses them. Look at the log of the sync.",
    metric: {
      namespace: 'Portcullis',
      metricName: 'RevocationListSynced',
      dimensionsMap: { service: 'revocation-sync' },
      statistic: 'Sum',
    },
    fires: { below: 1 },
    periods: 3,
    missing: missing.isBad,
  },
  ...(enrolmentWebAcl === undefined ? [] : [enrolmentFlood(enrolmentWebAcl)]),
];

const enrolmentFlood = (webAclName: string): AlarmSpec => ({
  id: 'EnrolmentFlood',
  layer: 'waf',
  means: 'one address asked for more certificates than an office would. Look at it in the web ACL log.',
  metric: {
    namespace: 'AWS/WAFV2',
    metricName: 'BlockedRequests',
    dimensionsMap: { WebACL: webAclName, Rule: 'PerAddressEnrolment' },
    statistic: 'Sum',
  },
  fires: { from: 1 },
  missing: missing.isQuiet,
});
