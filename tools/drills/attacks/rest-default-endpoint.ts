import { callDefaultEndpoint } from '../direct';
import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

export default {
  id: 'rest-default-endpoint',
  title: 'uses execute-api in place of the domain',
  layer: 'gateway',
  // Where the domain asks for a certificate, that is what the address would walk around: see the other drill.
  profiles: ['consumer'],
  ingresses: ['regional'],
  attack: field => callDefaultEndpoint(field, listAccounts(field)),
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
