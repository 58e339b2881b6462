import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { operations as accounts } from '../../lambda/accounts/operations';
import { accountStore } from '../../lambda/accounts/store';
import { enrolmentPolicies } from '../../lambda/devices/enrolment';
import { operations as devices } from '../../lambda/devices/operations';
import { deviceStore } from '../../lambda/devices/store';
import { operations as appLinks } from '../../lambda/app-links/operations';
import { appLinks as appLinksSchema } from '../../lambda/app-links/schemas';
import type { Operation } from '../../lambda/guard/operation';
import { proofStore } from '../../lambda/guard/proofs';
import { revoker } from '../../lambda/guard/revocations';
import { operations as sessions } from '../../lambda/sessions/operations';
import { operations as transfers } from '../../lambda/transfers/operations';
import { transferStore } from '../../lambda/transfers/store';
import type { Config } from '../../lib/config';

type Made = (client: DynamoDBDocumentClient, config: Config) => Readonly<Record<string, Operation>>;

/** Actions that no request of the fuzzer is served: what makes and revokes certificates is a function of its own, and not here. */
export const refusedHere = ['enrolDevice', 'renewDevice', 'revokeDevice'];

/** What each service's handler.ts makes, on tables of these names. A new service is one line here. */
export const services: Readonly<Record<string, Made>> = {
  accounts: client => accounts(accountStore(client, 'accounts')),
  'app-links': (_client, config) => appLinks(appLinksSchema.parse('appLinks' in config ? config.appLinks : undefined)),
  devices: client =>
    devices({
      store: deviceStore(client, 'certificates'),
      // As no request of the fuzzer names a device of its caller's, nothing gets as far.
      ask: () => Promise.reject(new Error('the certificates function was asked')),
      policy: enrolmentPolicies.refused,
    }),
  sessions: client => sessions({ revoker: revoker(client, 'revocations'), proofs: proofStore(client, 'proofs') }),
  transfers: client => transfers(transferStore(client, { accounts: 'accounts', transfers: 'transfers' })),
};
