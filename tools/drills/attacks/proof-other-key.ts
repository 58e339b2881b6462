import { drillOfProof, newKey, whoAmI } from '../dpop';

export default drillOfProof({ id: 'proof-other-key', title: 'proves another key than the session has' }, (app, field) =>
  app.call(field, whoAmI, app.proof({ ...whoAmI, key: newKey() })),
);
