import { closedTo } from '../closed';
import { at, text } from '../graph/lookups';
import { unknownIn } from '../marks';
import { missing, stands, unproven, type Rule } from '../rule';

/** The distribution shows a certificate to its origin, and the origin's truststore is made for that certificate alone. */
export const originMtlsEdgeCertificate: Rule = {
  id: 'origin-mtls/edge-certificate',
  layer: 'origin-mtls',
  reason:
    "A truststore that also holds the devices' CA lets every device call the origin directly and write the headers that only the edge may write.",
  fix: "Set OriginMtlsConfig.ClientCertificateArn on the origin, and issue that certificate from a CA of its own that is all the origin's truststore holds.",
  check(path, context) {
    const [front, origin] = path.hops;
    if (front?.kind !== 'cloudfront' || origin?.kind !== 'domain') return [];
    const property = `${front.originPath}.CustomOriginConfig.OriginMtlsConfig.ClientCertificateArn`;
    const where = { resource: front.where.resource, property };
    const certificate = at(front.origin, 'CustomOriginConfig.OriginMtlsConfig.ClientCertificateArn');
    if (certificate === undefined || certificate === '')
      return [missing(where, 'the distribution shows its origin no certificate')];
    const reason = unknownIn(certificate);
    if (reason !== undefined) return [unproven(where, reason)];
    const closed = closedTo({ ...path, hops: [origin] }, context);
    return [stands(where, text(certificate) ?? ''), ...(closed === undefined ? [] : [closed])];
  },
};
