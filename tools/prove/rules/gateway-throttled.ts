import type { Json } from '../json';
import { at, objects, text } from '../graph/lookups';
import type { Path, Stage, Where } from '../graph/types';
import { unknownIn } from '../marks';
import { missing, stands, unproven, weak, type Rule, type Verdict } from '../rule';

/** The route, or the stage it is served from, has a throttle of its own. */
export const gatewayThrottled: Rule = {
  id: 'gateway/throttled',
  layer: 'gateway',
  reason:
    "Without a throttle one route may use up the account's whole request rate in the Region, and every other API with it.",
  fix: 'Set ThrottlingRateLimit and ThrottlingBurstLimit in RouteSettings or DefaultRouteSettings (HTTP API), or in MethodSettings (REST API).',
  check(path) {
    const { stage, api } = path;
    if (stage === undefined) return [missing(api.where, 'nothing here can throttle: there is no API Gateway stage')];
    const settings = api.kind === 'http' ? httpSettings(stage, path) : restSettings(stage, path);
    return settings.length === 0
      ? [weak(stage.where, "neither the route nor its stage has a throttle, so the account's is all there is")]
      : [
          settings.map(({ where, value }) => graded(where, value)).find(({ status }) => status !== 'weak') ??
            weak(stage.where, 'its throttle is not a rate over 0 and a burst over 0'),
        ];
  },
};

interface Setting {
  readonly where: Where;
  readonly value: Json | undefined;
}

/** The route's own settings before the stage's default. */
function httpSettings({ where: { resource }, properties }: Stage, { route }: Path): readonly Setting[] {
  const routes = properties['RouteSettings'];
  const own =
    typeof routes === 'object' && routes !== null ? (routes as Readonly<Record<string, Json>>)[route.key] : undefined;
  return [
    ...(own === undefined ? [] : [{ where: { resource, property: `RouteSettings.${route.key}` }, value: own }]),
    ...(properties['DefaultRouteSettings'] === undefined
      ? []
      : [{ where: { resource, property: 'DefaultRouteSettings' }, value: properties['DefaultRouteSettings'] }]),
  ];
}

/** `/~1accounts/GET` or `/accounts` with method `*`: REST writes `/` inside a path as `~1`. */
function restSettings({ where: { resource }, properties }: Stage, { route }: Path): readonly Setting[] {
  return objects(properties['MethodSettings'])
    .map((value, i) => ({ where: { resource, property: `MethodSettings.${i}` }, value }))
    .filter(({ value }) => {
      const path = (text(value['ResourcePath']) ?? '/*').replaceAll('~1', '/').replace(/^\/\//, '/');
      const method = text(value['HttpMethod']) ?? '*';
      return (path === '/*' || path === route.path) && (method === '*' || method === route.method);
    });
}

function graded(where: Where, value: Json | undefined): Verdict {
  const [rate, burst] = [at(value, 'ThrottlingRateLimit'), at(value, 'ThrottlingBurstLimit')];
  const reason = unknownIn(rate) ?? unknownIn(burst);
  if (reason !== undefined) return unproven(where, reason);
  return Number(rate) > 0 && Number(burst) > 0
    ? stands(where, `${String(rate)} a second, bursts of ${String(burst)}`)
    : weak(where, 'no rate or no burst');
}
