import { drillOfToken } from '../drill';

export default drillOfToken(
  { id: 'many-segments', title: 'sends a token of a thousand segments', owasp: 'API2' },
  async ({ alice }, honest) => ({ ...honest, token: `${alice.token}${'.A'.repeat(1_000)}` }),
);
