import type { ClientCertificate } from '../client';
import { certificateOf, idIn } from '../client-authority';
import { withCertificate } from '../lent';
import { outcomeOf } from '../outcome';
import type { Drill, Field, Outcome } from '../types';

const revokeDevice = async (field: Field, device: ClientCertificate): Promise<Outcome> =>
  outcomeOf(await field.call({ method: 'DELETE', path: `/devices/${idIn(device)}`, token: field.alice.token }));

export default {
  id: 'revoke-other-device',
  title: "revokes another user's device",
  owasp: 'API1',
  layer: 'service',
  profiles: ['managed'],
  attack: field => revokeDevice(field, certificateOf(field.bob)),
  twin: field => withCertificate(field, ({ certificate }) => revokeDevice(field, certificate)),
} satisfies Drill;
