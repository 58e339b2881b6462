import { drillOfProof, whoAmI } from '../dpop';

export default drillOfProof({ id: 'proof-replayed', title: 'sends one proof twice' }, async (app, field) => {
  const proof = app.proof(whoAmI);
  await app.call(field, whoAmI, proof);
  return app.call(field, whoAmI, proof);
});
