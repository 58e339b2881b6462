import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

export default {
  id: 'forged-edge-headers',
  title: 'writes headers only the edge may write',
  owasp: 'API8',
  layer: 'waf',
  attack: async field =>
    outcomeOf(
      await field.call({ ...listAccounts(field), headers: { 'Portcullis-Client-Cert-Sha256': 'ab'.repeat(32) } }),
    ),
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
