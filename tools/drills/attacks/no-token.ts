import { drillOfToken } from '../drill';

export default drillOfToken({ id: 'no-token', title: 'calls without a token' }, (_, honest) => ({
  ...honest,
  token: undefined,
}));
