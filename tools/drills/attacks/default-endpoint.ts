import { callDefaultEndpoint, callGateway } from '../direct';
import { edgeCertificate } from '../certificates';
import { asTheEdgeWouldSay } from '../drill';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

export default {
  id: 'default-endpoint',
  title: 'uses the execute-api address of the API',
  owasp: 'API9',
  layer: 'origin-mtls',
  behind: 'service',
  attack: field => callDefaultEndpoint(field, listAccounts(field)),
  twin: async field =>
    callGateway(field, asTheEdgeWouldSay(field, listAccounts(field)), await edgeCertificate(field.chain.world)),
} satisfies Drill;
