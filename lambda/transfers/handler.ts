import { fromEnvironment, readEnvironment, tableName } from '../guard/environment';
import { guard } from '../guard/guard';
import { documentClient } from '../guard/store';
import { cedar } from '../policies/cedar';
import { operations } from './operations';
import { routes } from './routes';
import { transferStore } from './store';

const environment = readEnvironment({ ACCOUNTS_TABLE: tableName, TRANSFERS_TABLE: tableName });
const client = documentClient();
const store = transferStore(client, {
  accounts: environment.ACCOUNTS_TABLE,
  transfers: environment.TRANSFERS_TABLE,
});

export const handler = guard({
  ...fromEnvironment(environment, client),
  policy: { authorizer: cedar() },
  routes,
  operations: operations(store),
});
