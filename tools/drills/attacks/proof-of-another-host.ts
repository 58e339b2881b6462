import { drillOfProof, whoAmI } from '../dpop';

// An app that was led to another server has made it; the origin is configured, never read from Host.
export default drillOfProof(
  { id: 'proof-of-another-host', title: 'takes a proof made for a host of theirs' },
  (app, field) =>
    app.call(field, whoAmI, app.proof({ ...whoAmI, claims: { htu: `https://attacker.example${whoAmI.path}` } })),
);
