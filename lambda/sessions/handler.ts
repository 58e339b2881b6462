import { fromEnvironment, readEnvironment } from '../guard/environment';
import { guard } from '../guard/guard';
import { proofStore } from '../guard/proofs';
import { revoker } from '../guard/revocations';
import { documentClient } from '../guard/store';
import { cedar } from '../policies/cedar';
import { operations } from './operations';
import { routes } from './routes';

const environment = readEnvironment({});
const { PROOFS_TABLE: proofs, REVOCATIONS_TABLE: revocations } = environment;
if (proofs === undefined) throw new Error('environment: PROOFS_TABLE: got nothing, takes the name of a table');
const client = documentClient();

export const handler = guard({
  ...fromEnvironment(environment, client),
  policy: { authorizer: cedar() },
  routes,
  operations: operations({
    revoker: revoker(client, revocations),
    proofs: proofStore(client, proofs),
  }),
});
