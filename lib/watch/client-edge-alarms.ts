import { handshakesRefused } from '../edge/connection-log';
import { missing, type AlarmSpec } from './alarm';

export interface WatchedClients {
  /** Of what is counted out of the connection log. */
  readonly logNamespace: string;
}

/** The alarms of us-east-1 that are there where clients show certificates. */
export const clientEdgeAlarms = ({ logNamespace }: WatchedClients): readonly AlarmSpec[] => [
  {
    id: 'HandshakesRefused',
    layer: 'client-mtls',
    means:
      '50 handshakes in 5 minutes failed: certificates that expired, that we took back, or that are not ours. Look at connectionStatus and the serial number in the connection log.',
    metric: { namespace: logNamespace, metricName: handshakesRefused, statistic: 'Sum' },
    fires: { from: 50 },
    missing: missing.isQuiet,
  },
];
