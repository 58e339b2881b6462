import { drillOfBody } from '../drill';

export default drillOfBody({ id: 'prototype-key', title: 'sends a field named __proto__', owasp: 'API3' }, honest =>
  JSON.stringify(honest).replace('{', '{"__proto__":{"owner":"me"},'),
);
