import { drillOfToken } from '../drill';

export default drillOfToken(
  { id: 'five-segments', title: 'sends an encrypted token (five segments)', owasp: 'API2' },
  async ({ alice }, honest) => ({ ...honest, token: `${alice.token}.AAAA.AAAA` }),
);
