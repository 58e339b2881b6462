import type { Json } from '../json';
import { at, list, text } from '../graph/lookups';
import type { Where } from '../graph/types';
import { mentions, splitOutsideMarks, target, unknownIn } from '../marks';
import type { Model, Resource } from '../model';
import { asText } from '../values';
import { grouped, oncePer } from './once-per';
import { namedBucket } from './truststore';

/** Where a distribution writes its access log: the older kind in its own settings, or a delivery (standard logging v2). */
export interface EdgeLog {
  readonly where: Where;
  /** The bucket, log group or stream; undefined: in none of the templates. */
  readonly destination: Resource | undefined;
  readonly named: Json | undefined;
  readonly legacy: boolean;
  /** Resources that have to stand in us-east-1. */
  readonly global: readonly Resource[];
  readonly fields: Json | undefined;
  readonly cookies: boolean;
}

export function edgeLogsOf(model: Model, distribution: Resource): readonly EdgeLog[] {
  const logging = at(model.properties(distribution), 'DistributionConfig.Logging');
  const bucket = at(logging, 'Bucket');
  const legacy: readonly EdgeLog[] =
    bucket === undefined || bucket === ''
      ? []
      : [
          {
            where: { resource: distribution, property: 'DistributionConfig.Logging.Bucket' },
            destination: legacyBucket(model, bucket),
            named: bucket,
            legacy: true,
            global: [],
            fields: undefined,
            cookies: at(logging, 'IncludeCookies') === true || at(logging, 'IncludeCookies') === 'true',
          },
        ];
  return [...legacy, ...(deliveries(model).get(distribution) ?? []).map(({ log }) => log)];
}

/** `<bucket>.s3.amazonaws.com`, or an attribute of the bucket that says so. */
function legacyBucket(model: Model, written: Json): Resource | undefined {
  const referred = mentions(model, written).find(({ type }) => type === 'AWS::S3::Bucket');
  return referred ?? namedBucket(model, (text(written) ?? '').replace(/\.s3[.\w-]*\.amazonaws\.com$/, ''));
}

const sources = oncePer((model: Model) =>
  grouped(model.ofType('AWS::Logs::DeliverySource'), source => text(model.properties(source)['Name'])),
);

/** Deliveries of access logs by the distribution they start from. */
const deliveries = oncePer((model: Model) =>
  grouped(
    model.ofType('AWS::Logs::Delivery').map(delivery => {
      const { DeliverySourceName, DeliveryDestinationArn, RecordFields } = model.properties(delivery);
      const source = target(model, DeliverySourceName) ?? sources(model).get(text(DeliverySourceName) ?? '')?.[0];
      const end = target(model, DeliveryDestinationArn);
      const written = source === undefined ? {} : model.properties(source);
      const named = end === undefined ? DeliveryDestinationArn : model.properties(end)['DestinationResourceArn'];
      const log: EdgeLog = {
        where: { resource: delivery },
        destination: mentions(model, named)[0] ?? namedBucket(model, splitOutsideMarks(text(named) ?? '', ':').at(-1)),
        named: unknownIn(DeliverySourceName) === undefined ? named : DeliverySourceName,
        legacy: false,
        global: source === undefined ? [] : [source, delivery],
        fields: RecordFields,
        cookies: list(RecordFields).some(field => /^cs\((?:cookie|authorization)\)$/i.test(asText(field))),
      };
      const access = written['LogType'] === 'ACCESS_LOGS';
      return { log, of: access ? mentions(model, written['ResourceArn'])[0] : undefined };
    }),
    ({ of }) => of,
  ),
);
