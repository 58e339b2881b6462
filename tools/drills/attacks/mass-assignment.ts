import { drillOfInput } from '../drill';

export default drillOfInput(
  { id: 'mass-assignment', title: 'sets fields the caller may not set', owasp: 'API3' },
  ({ bob }) => ({
    owner: bob.sub,
    transferId: 'mine',
    createdAt: '2000-01-01T00:00:00Z',
  }),
);
