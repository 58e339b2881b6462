import { drillOfProof, whoAmI } from '../dpop';

export default drillOfProof(
  { id: 'proof-without-nonce', title: 'makes proofs ahead, without the nonce' },
  (app, field) => app.call(field, whoAmI, app.proof({ ...whoAmI, claims: { nonce: 'guessed' } })),
);
