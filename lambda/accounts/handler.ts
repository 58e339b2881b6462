import { fromEnvironment, readEnvironment, tableName } from '../guard/environment';
import { guard } from '../guard/guard';
import { documentClient } from '../guard/store';
import { operations } from './operations';
import { routes } from './routes';
import { accountStore } from './store';

const environment = readEnvironment({ ACCOUNTS_TABLE: tableName });
const store = accountStore(documentClient(), environment.ACCOUNTS_TABLE);

export const handler = guard({ ...fromEnvironment(environment), routes, operations: operations(store) });
