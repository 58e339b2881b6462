import { drillOfProof, whoAmI } from '../dpop';

export default drillOfProof(
  { id: 'proof-without-token-hash', title: 'takes a proof that names no token' },
  (app, field) => app.call(field, whoAmI, app.proof({ ...whoAmI, claims: { ath: undefined } })),
);
