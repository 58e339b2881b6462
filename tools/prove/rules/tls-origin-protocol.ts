import { refusesOldTls } from '../facts/tls';
import { at, list } from '../graph/lookups';
import { unknownIn } from '../marks';
import { stands, unproven, weak, type Rule, type Verdict } from '../rule';
import { asText } from '../values';

/** CloudFront speaks TLS to its origin, in a version that is not broken. */
export const tlsOriginProtocol: Rule = {
  id: 'tls/origin-protocol',
  layer: 'tls',
  reason:
    'TLS ends at CloudFront. What it sends on in plaintext, or in a broken version, carries the same token over the same internet.',
  fix: "Set the origin's OriginProtocolPolicy to https-only and OriginSSLProtocols to TLSv1.2 alone.",
  check(path, context) {
    const [front, origin] = path.hops;
    if (front?.kind !== 'cloudfront' || origin === undefined) return [];
    const custom = at(front.origin, 'CustomOriginConfig');
    if (custom === undefined) return [];
    const place = (property: string) => ({
      resource: front.where.resource,
      property: `${front.originPath}.CustomOriginConfig.${property}`,
    });
    const reason = unknownIn(at(custom, 'OriginProtocolPolicy')) ?? unknownIn(at(custom, 'OriginSSLProtocols'));
    if (reason !== undefined) return [unproven(place('OriginProtocolPolicy'), reason)];
    const protocol = asText(at(custom, 'OriginProtocolPolicy') ?? 'nothing');
    const viewer = asText(front.behaviour['ViewerProtocolPolicy']);
    const encrypts =
      protocol === 'https-only' ||
      (protocol === 'match-viewer' && ['https-only', 'redirect-to-https'].includes(viewer));
    const verdicts: Verdict[] = [
      encrypts
        ? stands(place('OriginProtocolPolicy'), protocol)
        : weak(place('OriginProtocolPolicy'), `${protocol}: plain HTTP may be spoken to the origin`),
    ];
    const offered = list(at(custom, 'OriginSSLProtocols')).map(String);
    const old = offered.filter(version => version !== 'TLSv1.2');
    if (old.length > 0) verdicts.push(weak(place('OriginSSLProtocols'), `${old.join(', ')} offered to the origin`));
    else if (offered.length === 0 && refusesOldTls(origin, path.api, context).status !== 'stands')
      verdicts.push(weak(place('OriginSSLProtocols'), 'nothing keeps CloudFront and the origin from TLS 1.0'));
    return verdicts;
  },
};
