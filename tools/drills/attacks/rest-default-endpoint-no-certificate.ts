import { callDefaultEndpoint } from '../direct';
import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

export default {
  id: 'rest-default-endpoint-no-certificate',
  title: 'needs no certificate at execute-api',
  layer: 'client-mtls',
  behind: 'service',
  ingresses: ['regional'],
  attack: field => callDefaultEndpoint(field, listAccounts(field)),
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
