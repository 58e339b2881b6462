import { open } from '../client';
import { outcomeOf } from '../outcome';
import { LocalError } from '../../local/types';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

export default {
  id: 'plain-http',
  title: 'sends the token over plain HTTP',
  owasp: 'API8',
  layer: 'tls',
  // API Gateway opens no such port, and no edit opens it where CloudFront asks for certificates: it insists on HTTPS there.
  profiles: ['consumer'],
  ingresses: ['edge'],
  attack: async field => {
    const { edge } = field.chain;
    if (edge === undefined) throw new LocalError('tls: nothing listens for plain HTTP: the templates have no edge');
    const { url, httpPort } = edge;
    const client = open({ url: `http://${new URL(url).hostname}`, port: httpPort });
    try {
      return outcomeOf(await client.call(listAccounts(field)));
    } finally {
      await client.close();
    }
  },
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
