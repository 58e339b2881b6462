import type { Distribution } from './distribution';
import type { Exchange, Result } from './exchange';
import { originHeaders, withCertificate, withoutHopByHop } from './forwarding';
import type { Circumstances, Parts } from './functions/event';
import { onViewerRequest, onViewerResponse } from './functions/run';
import type { Inspected } from './inspect';
import type { OriginResponse } from './origin';

/** Takes a request through the function on the way in to the origin, and its answer back out. */
export async function forward(distribution: Distribution, exchange: Exchange, inspected: Inspected): Promise<Result> {
  const { behaviour, viewer } = exchange;
  const incoming =
    distribution.mtls === undefined
      ? exchange.incoming
      : { ...exchange.incoming, headers: withCertificate(exchange.incoming.headers, viewer.certificate) };
  const circumstances: Circumstances = {
    distributionDomainName: distribution.domainName,
    distributionId: distribution.id,
    requestId: exchange.id,
    ip: exchange.viewer.address,
  };
  const changed = behaviour.onRequest
    ? await onViewerRequest(behaviour.onRequest, circumstances, incoming)
    : { request: incoming };
  if ('response' in changed) return { body: Buffer.alloc(0), ...changed.response };
  const response = await send(distribution, exchange, changed.request, inspected);
  const result = { ...response, headers: behaviour.responseHeaders(withoutHopByHop(response.headers)) };
  // CloudFront does not run a viewer-response function on an error of the origin.
  if (behaviour.onResponse === undefined || response.status >= 400) return result;
  const replaced = await onViewerResponse(behaviour.onResponse, circumstances, changed.request, {
    status: result.status,
    headers: result.headers,
  });
  if (replaced.body !== undefined && !Buffer.isBuffer(result.body)) result.body.destroy();
  return { status: replaced.status, headers: replaced.headers, body: replaced.body ?? result.body };
}

function send(
  { domainName, mtls }: Distribution,
  { id, viewer, behaviour }: Exchange,
  { method, path, query, headers }: Parts,
  { body, inserted }: Inspected,
): Promise<OriginResponse> {
  const { origin, forward: policy } = behaviour;
  const shown = policy.query(query);
  return origin.send({
    method,
    target: `${origin.settings.path}${path}${shown === undefined ? '' : `?${shown}`}`,
    headers: originHeaders(
      { headers, requestId: id, domainName, viewer, inserted, asksForCertificates: mtls !== undefined },
      policy,
      origin.settings,
    ),
    body,
  });
}
