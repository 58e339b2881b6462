import { certificateOf } from '../client-authority';
import { asTheEdgeWouldSay } from '../drill';
import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

export default {
  id: 'forged-certificate-headers',
  title: "claims another's certificate in headers",
  layer: 'waf',
  // Written over at the edge, and read by nobody behind a regional API.
  behind: 'service',
  profiles: ['managed', 'partner'],
  attack: async field =>
    outcomeOf(
      await field.call({
        ...asTheEdgeWouldSay(field, listAccounts(field)),
        certificate: certificateOf(field.bob),
      }),
    ),
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
