import { drillOfBody } from '../drill';

// RFC 8259, 4: what a reader makes of it is anybody's guess, so the web ACL and the code may guess differently.
export default drillOfBody({ id: 'field-twice', title: 'sends one field twice', owasp: 'API3' }, honest =>
  JSON.stringify(honest).replace('{', '{"amountMinor":1,'),
);
