import { drillOfToken } from '../drill';

export default drillOfToken(
  { id: 'basic-credentials', title: 'sends a name and a password', owasp: 'API2' },
  async (_, honest) => ({
    ...honest,
    token: undefined,
    headers: { authorization: `Basic ${Buffer.from('alice:password').toString('base64')}` },
  }),
);
