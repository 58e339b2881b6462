import type { Json } from '../json';
import { at, text } from '../graph/lookups';
import type { Stage } from '../graph/types';
import { mentions } from '../marks';
import { isObject, type Model, type Resource } from '../model';
import { asText } from '../values';
import { grouped, oncePer } from './once-per';

/** Where a stage writes its access log, and in which format. HTTP and REST APIs spell the setting differently. */
export interface AccessLog {
  readonly property: string;
  readonly destination: Json | undefined;
  readonly format: Json | undefined;
}

function accessLogIn(properties: Readonly<Record<string, Json>>): AccessLog | undefined {
  for (const property of ['AccessLogSettings', 'AccessLogSetting']) {
    const settings = properties[property];
    if (settings !== undefined)
      return { property, destination: at(settings, 'DestinationArn'), format: at(settings, 'Format') };
  }
  return undefined;
}

export const accessLogOf = (stage: Stage): AccessLog | undefined => accessLogIn(stage.properties);

/** The access logs that are written into a log group. */
export const writtenInto = (model: Model, group: Resource): readonly AccessLog[] =>
  (byGroup(model).get(group) ?? []).map(({ log }) => log);

const byGroup = oncePer((model: Model) =>
  grouped(
    model.ofType('AWS::ApiGatewayV2::Stage', 'AWS::ApiGateway::Stage').flatMap(stage => {
      const log = accessLogIn(model.properties(stage));
      const [group] = mentions(model, log?.destination);
      return log === undefined || group === undefined ? [] : [{ log, group }];
    }),
    ({ group }) => group,
  ),
);

/** The fields of a JSON access log, by name; undefined where it is no JSON. */
export function fieldsOf(format: Json | undefined): Readonly<Record<string, string>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text(format) ?? '');
    if (!isObject(parsed)) return undefined;
    return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, asText(value)]));
  } catch {
    return undefined;
  }
}
