import { drillOfProof, whoAmI } from '../dpop';

export default drillOfProof({ id: 'proof-other-address', title: 'takes the proof of another address' }, (app, field) =>
  app.call(field, whoAmI, app.proof({ ...whoAmI, path: '/accounts' })),
);
