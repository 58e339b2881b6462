import { drillOfProof, whoAmI } from '../dpop';

export default drillOfProof({ id: 'proof-other-method', title: 'takes the proof of another method' }, (app, field) =>
  app.call(field, whoAmI, app.proof({ ...whoAmI, method: 'DELETE' })),
);
