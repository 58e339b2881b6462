import type { Json } from '../json';
import { at, objects, text } from '../graph/lookups';
import type { Path, Stage, Where } from '../graph/types';
import { unknownIn } from '../marks';
import { isObject } from '../model';

export interface Throttle {
  readonly where: Where;
  /** Written for this route alone; otherwise for the stage or for several. */
  readonly own: boolean;
  /** Requests a second and at once; undefined: not written, not a number. */
  readonly rate: number | undefined;
  readonly burst: number | undefined;
  /** Why they are not known. */
  readonly reason: string | undefined;
}

/** The throttle a route is under: its own before its stage's. Undefined: there is none. */
export function throttleOf(path: Path): Throttle | undefined {
  const { stage, api } = path;
  if (stage === undefined) return undefined;
  return api.kind === 'http' ? ofHttpStage(stage, path) : ofRestStage(stage, path);
}

function ofHttpStage({ where: { resource }, properties }: Stage, { route }: Path): Throttle | undefined {
  const routes = properties['RouteSettings'];
  const own = isObject(routes) && Object.hasOwn(routes, route.key) ? routes[route.key] : undefined;
  if (own !== undefined) return read({ resource, property: `RouteSettings.${route.key}` }, own, true);
  const reason = typeof routes === 'string' ? unknownIn(routes) : undefined;
  const fallback = properties['DefaultRouteSettings'] ?? reason;
  return fallback === undefined ? undefined : read({ resource, property: 'DefaultRouteSettings' }, fallback, false);
}

/** `/~1accounts` with GET, or `/*` with `*`: REST writes a `/` inside a path as `~1`. The closest setting counts. */
function ofRestStage({ where: { resource }, properties }: Stage, { route }: Path): Throttle | undefined {
  const settings = objects(properties['MethodSettings']).flatMap((value, i) => {
    const path = (text(value['ResourcePath']) ?? '/*').replaceAll('~1', '/').replace(/^\/\//, '/');
    const method = text(value['HttpMethod']) ?? '*';
    const [everyPath, everyMethod] = [path === '/*' || path === '*', method === '*'];
    if (!(everyPath || path === route.path) || !(everyMethod || method === route.method)) return [];
    return [{ value, i, own: !everyPath, closeness: (everyPath ? 0 : 2) + (everyMethod ? 0 : 1) }];
  });
  const throttled = settings.filter(({ value }) => 'ThrottlingRateLimit' in value || 'ThrottlingBurstLimit' in value);
  const closest = throttled.toSorted((one, other) => other.closeness - one.closeness)[0];
  if (closest !== undefined)
    return read({ resource, property: `MethodSettings.${closest.i}` }, closest.value, closest.own);
  const reason = unknownIn(properties['MethodSettings']);
  return reason === undefined ? undefined : read({ resource, property: 'MethodSettings' }, undefined, false, reason);
}

function read(where: Where, value: Json | undefined, own: boolean, because?: string): Throttle {
  const [rate, burst] = [at(value, 'ThrottlingRateLimit'), at(value, 'ThrottlingBurstLimit')];
  const reason =
    because ?? unknownIn(typeof value === 'string' ? value : undefined) ?? unknownIn(rate) ?? unknownIn(burst);
  return { where, own, rate: number(rate), burst: number(burst), reason };
}

const number = (value: Json | undefined): number | undefined =>
  value === undefined || value === null || value === '' || !Number.isFinite(Number(value)) ? undefined : Number(value);
