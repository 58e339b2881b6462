import { createHash } from 'node:crypto';
import { drillOfProof, whoAmI } from '../dpop';

export default drillOfProof(
  { id: 'proof-of-another-token', title: 'takes a proof made for another token' },
  (app, field) =>
    app.call(
      field,
      whoAmI,
      app.proof({ ...whoAmI, claims: { ath: createHash('sha256').update('another').digest('base64url') } }),
    ),
);
