import type { Ledger } from '../types';
import type { Exchange } from './exchange';
import { errorPage, type Page } from './pages';
import { header } from '../waf/request';

/** Stops plain HTTP where the behaviour does not allow it, with a refusal or a redirect. */
export function refusePlainHttp(exchange: Exchange, ledger: Ledger): Page | undefined {
  const { id, viewer, behaviour } = exchange;
  const policy = behaviour.viewerProtocol;
  if (viewer.tls !== undefined) {
    const detail = `${viewer.tls.protocol} ${viewer.tls.cipher}`;
    ledger.record({ layer: 'tls', outcome: 'passed', reason: 'https', requestId: id, detail });
    return undefined;
  }
  if (policy === 'allow-all') return undefined;
  ledger.record({ layer: 'tls', outcome: 'stopped', reason: policy, requestId: id, detail: 'plain HTTP' });
  if (policy === 'https-only') return errorPage(403, 'This distribution takes HTTPS only.', id);
  const page = errorPage(301, 'Moved to HTTPS.', id);
  return { ...page, headers: [...page.headers, ['location', secureUrl(exchange)]] };
}

function secureUrl({ incoming: { path, query, headers } }: Exchange): string {
  const host = (header(headers, 'host') ?? '').replace(/:\d+$/, '');
  return `https://${host}${path}${query === undefined ? '' : `?${query}`}`;
}
