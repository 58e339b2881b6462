import { drillOfToken } from '../drill';

export default drillOfToken(
  { id: 'api-key', title: 'shows an API key in place of a token', owasp: 'API2' },
  (_, honest) => ({
    ...honest,
    token: undefined,
    headers: { 'x-api-key': 'da2-4f6c1d0e9b7a4c3e8d2f1a0b9c8d7e6f' },
  }),
);
