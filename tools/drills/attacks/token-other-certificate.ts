import { withCertificate } from '../lent';
import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

export default {
  id: 'token-other-certificate',
  title: 'moves its token to another certificate',
  owasp: 'API2',
  layer: 'service',
  profiles: ['partner'],
  // Only a trigger of a user pool writes the certificate into the token.
  issuer: 'cognito',
  attack: field =>
    withCertificate(field, async ({ certificate }) =>
      outcomeOf(await field.call({ ...listAccounts(field), certificate })),
    ),
  twin: field =>
    withCertificate(field, async ({ certificate, token }) =>
      outcomeOf(await field.call({ ...listAccounts(field), certificate, token })),
    ),
} satisfies Drill;
