import { drillOfProof, whoAmI } from '../dpop';

// What a proxy, a crash report or a stolen backup gives away: the token, without the key.
export default drillOfProof({ id: 'proof-missing', title: 'copies a token out of the app into curl' }, (app, field) =>
  field.call({ ...whoAmI, token: app.token }),
);
