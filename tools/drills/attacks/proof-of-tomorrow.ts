import { drillOfProof, whoAmI } from '../dpop';

// Made now, by who holds the phone for a minute, for when it is back in its pocket.
export default drillOfProof({ id: 'proof-of-tomorrow', title: 'sends a proof of tomorrow' }, (app, field) =>
  app.call(field, whoAmI, app.proof({ ...whoAmI, claims: { iat: Math.floor(Date.now() / 1000) + 86_400 } })),
);
