import { drillOfProof, whoAmI } from '../dpop';

export default drillOfProof({ id: 'proof-old', title: 'sends a proof of ten minutes ago' }, (app, field) =>
  app.call(field, whoAmI, app.proof({ ...whoAmI, claims: { iat: Math.floor(Date.now() / 1000) - 600 } })),
);
