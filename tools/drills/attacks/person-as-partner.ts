import { drillOfClaims } from '../drill';

export default drillOfClaims(
  {
    id: 'person-as-partner',
    title: "shows a person's token to a partner's API",
    owasp: 'API5',
    profiles: ['partner'],
  },
  // Of the partner's client and bound to its certificate, as if the client had signed somebody in.
  ({ bob }) => ({ sub: bob.sub, username: 'bob', auth_time: Math.floor(Date.now() / 1000) }),
);
