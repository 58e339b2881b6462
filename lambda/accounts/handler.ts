import { fromEnvironment, readEnvironment, tableName } from '../guard/environment';
import { guard } from '../guard/guard';
import { documentClient } from '../guard/store';
import { cedar } from '../policies/cedar';
import { operations } from './operations';
import { routes } from './routes';
import { accountStore } from './store';

const environment = readEnvironment({ ACCOUNTS_TABLE: tableName });
const client = documentClient();
const store = accountStore(client, environment.ACCOUNTS_TABLE);

export const handler = guard({
  ...fromEnvironment(environment, client),
  policy: { authorizer: cedar() },
  routes,
  operations: operations(store),
});
