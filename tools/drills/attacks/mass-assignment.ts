import { drillOfInput } from '../drill';

export default drillOfInput(
  { id: 'mass-assignment', title: "sets fields that are not the caller's to set" },
  ({ bob }) => ({ owner: bob.sub, transferId: 'mine', createdAt: '2000-01-01T00:00:00Z' }),
);
