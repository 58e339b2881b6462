import { alarmProblem } from '../facts/alarm-problem';
import { alarmsOf } from '../facts/alarms';
import { grouped, oncePer } from '../facts/once-per';
import { at } from '../graph/lookups';
import { unknownIn } from '../marks';
import type { Model } from '../model';
import { stands, unproven, weak, type Rule } from '../rule';
import { asText } from '../values';

/** Somebody is told before the certificate that the edge shows its origin expires. */
export const watchOriginCertificate: Rule = {
  id: 'watch/origin-certificate',
  layer: 'watch',
  reason:
    "A certificate for origin mTLS is imported, and ACM never renews what was imported. On the day it expires the origin refuses the edge, and the quickest way back is to switch the origin's mTLS off.",
  fix: 'Alarm on DaysToExpiry of AWS/CertificateManager by the CertificateArn that the origin of the distribution names, in us-east-1, LessThanThreshold of the days a rotation takes.',
  check({ hops: [front] }, context) {
    if (front?.kind !== 'cloudfront') return [];
    const property = `${front.originPath}.CustomOriginConfig.OriginMtlsConfig.ClientCertificateArn`;
    const where = { resource: front.where.resource, property };
    const certificate = at(front.origin, 'CustomOriginConfig.OriginMtlsConfig.ClientCertificateArn');
    if (certificate === undefined || certificate === '') return [];
    const reason = unknownIn(certificate);
    if (reason !== undefined) return [unproven(where, reason)];
    const alarm = expiryAlarms(context.model)
      .get(asText(certificate))
      ?.find(one => alarmProblem(one, context) === undefined);
    return alarm === undefined
      ? [weak(where, 'nobody is told before this certificate expires: no alarm on its DaysToExpiry works')]
      : [stands({ resource: alarm.resource }, 'tells before it expires')];
  },
};

/** Alarms by the certificate whose expiry they watch: every path through a distribution asks for its own. */
const expiryAlarms = oncePer((model: Model) => {
  const watching = alarmsOf(model).flatMap(alarm =>
    alarm.watched.flatMap(({ name, dimensions }) =>
      name === 'DaysToExpiry' ? [{ alarm, certificate: asText(dimensions.get('CertificateArn')) }] : [],
    ),
  );
  const byCertificate = grouped(watching, ({ certificate }) => certificate);
  return new Map([...byCertificate].map(([certificate, found]) => [certificate, found.map(({ alarm }) => alarm)]));
});
