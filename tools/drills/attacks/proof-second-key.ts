import { drillOfProof, newKey, registration } from '../dpop';

// Whoever steals the token after the app has registered its key comes too late: a session has one key.
export default drillOfProof(
  { id: 'proof-second-key', title: 'registers a key for a session that has one' },
  (app, field) => app.call(field, registration, app.proof({ ...registration, key: newKey() })),
);
