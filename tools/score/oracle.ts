import { Oracle } from './expectation';
import { auth } from './oracle/auth';
import { devices } from './oracle/devices';
import { edge } from './oracle/edge';
import { gateway } from './oracle/gateway';
import { schedules } from './oracle/schedules';
import { rights } from './oracle/rights';
import { service } from './oracle/service';
import { trust } from './oracle/trust';
import { waf } from './oracle/waf';
import { alarms } from './oracle/alarms';
import { logs } from './oracle/logs';
import { topics } from './oracle/topics';

/** What every mutant should yield, by resource type and property. */
export const oracle = new Oracle([
  ...edge,
  ...waf,
  ...gateway,
  ...auth,
  ...logs,
  ...trust,
  ...service,
  ...rights,
  ...alarms,
  ...topics,
  ...schedules,
]);

/** Where devices show certificates at the edge: what that adds. */
export const devicesOracle = new Oracle(devices);
