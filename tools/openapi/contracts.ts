import * as accounts from '../../lambda/accounts/schemas';
import * as appLinks from '../../lambda/app-links/schemas';
import type { Contract } from '../../lambda/guard/contract';
import * as devices from '../../lambda/devices/schemas';
import * as sessions from '../../lambda/sessions/schemas';
import * as transfers from '../../lambda/transfers/schemas';
import type { ServiceRoute } from '../../lib/routes';

/** By service. A new service is one line here. */
const schemas: Readonly<Record<string, object>> = { accounts, 'app-links': appLinks, devices, sessions, transfers };

/** What the service's schemas.ts exports under the name of the row's action. Throws a plain Error where there is nothing. */
export function contractOf({ service, action }: ServiceRoute): Contract {
  const found = (schemas[service] as Readonly<Record<string, unknown>> | undefined)?.[action];
  if (typeof found !== 'object' || found === null || !('input' in found && 'answer' in found))
    throw new Error(`lambda/${service}/schemas.ts: ${action}: got nothing, takes the contract of the route`);
  return found as Contract;
}
