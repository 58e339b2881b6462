import type { Json } from '../json';
import { objects, text } from '../graph/lookups';
import { unknownIn } from '../marks';
import type { Model, Resource } from '../model';
import { asText } from '../values';
import { fieldsOf, writtenInto } from './access-logs';
import { numberOf } from './alarms';
import { isWritten } from './log-writers';
import { logGroupOf } from './function-logs';
import { environmentOf, guardOf } from './guard';
import type { MetricFacts } from './metrics';
import { grouped, oncePer } from './once-per';

/** Metrics of one's own: counted out of logs by filters, or written by functions into their log (EMF). */

interface Transformation {
  readonly filter: Resource;
  readonly namespace: string;
  readonly name: string;
  readonly written: Readonly<Record<string, Json>>;
}

const transformations = oncePer((model: Model): readonly Transformation[] =>
  model.ofType('AWS::Logs::MetricFilter').flatMap(filter =>
    objects(model.properties(filter)['MetricTransformations']).map(written => ({
      filter,
      namespace: asText(written['MetricNamespace']),
      name: asText(written['MetricName']),
      written,
    })),
  ),
);

const byMetric = oncePer((model: Model) =>
  grouped(transformations(model), ({ namespace, name }) => `${namespace}|${name}`),
);
const byNamespace = oncePer((model: Model) => grouped(transformations(model), ({ namespace }) => namespace));

/** The functions whose environment names a namespace for their metrics. */
const writers = oncePer((model: Model) =>
  grouped(
    model
      .ofType('AWS::Lambda::Function')
      .flatMap(fn =>
        Object.entries(environmentOf(model, fn)).flatMap(([name, value]) =>
          /namespace/i.test(name) && typeof value === 'string' ? [{ fn, namespace: value }] : [],
        ),
      ),
    ({ namespace }) => namespace,
  ),
);

const writersInto = (model: Model, namespace: string): readonly Resource[] =>
  (writers(model).get(namespace) ?? []).map(({ fn }) => fn);

/** What the guard counts, and by what besides `service`. */
const guardMetrics: Readonly<Record<string, readonly string[]>> = {
  Refused: ['Stage', 'service'],
  Failed: ['service'],
};

export interface Published {
  /** What publishes it: filters' log groups, functions. */
  readonly by: readonly Resource[];
  /** Why nothing is ever published under this name, or nothing that means anything. */
  readonly wrong?: string;
  readonly unknown?: string;
  readonly facts?: MetricFacts;
}

/** A counter of what should not be. */
const counter: MetricFacts = { scale: 'one', dimensions: [], wrong: 'up' };

/** Who publishes a metric of one's own. */
export function publishedBy(
  model: Model,
  namespace: string,
  name: string,
  dimensions: ReadonlyMap<string, Json>,
): Published {
  const filters = byMetric(model).get(`${namespace}|${name}`) ?? [];
  const [first] = filters;
  if (first !== undefined) return counted(model, first, dimensions);
  const functions = writersInto(model, namespace);
  const guarded = functions.filter(fn => guardOf(model, fn) !== undefined);
  const expected = guarded.length === 0 ? undefined : guardMetrics[name];
  if (expected !== undefined) return recorded(model, guarded, expected, dimensions);
  if (functions.length > 0) {
    // Where one of them is the service of the dimension, it is that one's metric and no other's.
    const named = ofService(model, functions, dimensions);
    return { by: named.length > 0 ? named : functions };
  }
  return byNamespace(model).has(namespace)
    ? { by: [], wrong: `no metric filter makes ${name} in ${namespace}` }
    : { by: [], unknown: `nothing in the templates publishes ${namespace} ${name}` };
}

const ofService = (
  model: Model,
  functions: readonly Resource[],
  dimensions: ReadonlyMap<string, Json>,
): readonly Resource[] =>
  functions.filter(fn => environmentOf(model, fn)['POWERTOOLS_SERVICE_NAME'] === dimensions.get('service'));

function recorded(
  model: Model,
  functions: readonly Resource[],
  expected: readonly string[],
  dimensions: ReadonlyMap<string, Json>,
): Published {
  if ([...dimensions.keys()].sort().join() !== expected.join())
    return { by: [], wrong: `the guard publishes it by ${expected.join(' and ')}` };
  const by = ofService(model, functions, dimensions);
  return by.length > 0
    ? { by, facts: counter }
    : { by, wrong: `no function is the service ${asText(dimensions.get('service'))}` };
}

function counted(model: Model, { filter, written }: Transformation, dimensions: ReadonlyMap<string, Json>): Published {
  const { LogGroupName, FilterPattern } = model.properties(filter);
  const reason = unknownIn(LogGroupName) ?? unknownIn(FilterPattern);
  if (reason !== undefined) return { by: [], unknown: reason };
  const group = logGroupOf(model, LogGroupName);
  const by = group === undefined ? [filter] : [filter, group];
  const value = asText(written['MetricValue']);
  if (!value.startsWith('$') && !((numberOf(value) ?? 0) > 0))
    return { by, wrong: `metric filter ${filter.logicalId} counts ${value === '' ? 'nothing' : value}` };
  const own = objects(written['Dimensions'])
    .map(dimension => asText(dimension['Key']))
    .sort();
  if (own.join() !== [...dimensions.keys()].sort().join())
    return { by, wrong: `metric filter ${filter.logicalId} publishes it by ${own.join(', ') || 'no dimension'}` };
  if (group === undefined)
    return { by, unknown: `log group ${asText(LogGroupName)} is in none of the templates given` };
  if (!isWritten(model, group))
    return { by, unknown: `nothing in the templates writes into log group ${group.logicalId}` };
  const pattern = text(FilterPattern) ?? '';
  if (isWord(pattern) && writtenInto(model, group).some(({ format }) => !asText(format).includes(pattern.trim())))
    return { by, unknown: `whether a line of the access log holds ${pattern.trim()} cannot be told from here` };
  const wrong = patternProblem(model, group, pattern);
  if (wrong !== undefined) return { by, wrong: `metric filter ${filter.logicalId} ${wrong}` };
  const refusals = /status\s*=\s*"?[45]|error|exception|fail|denied|unauthori[sz]ed|refused/i.test(pattern);
  return refusals && !value.startsWith('$') ? { by, facts: counter } : { by };
}

/** A term that a line holds or does not, whatever its fields are. */
const isWord = (pattern: string): boolean => /^"?[\w -]+"?$/.test(pattern.trim());

/** Why a filter over an access log matches nothing, or everything. */
function patternProblem(model: Model, group: Resource, pattern: string): string | undefined {
  const trimmed = pattern.trim();
  if (trimmed === '') return 'matches every line';
  if (!/[\w"]/.test(trimmed) || trimmed.startsWith('{') !== trimmed.endsWith('}')) return 'has no pattern that matches';
  const [, field, operator, value] = /^\{\s*\$\.([\w.]+)\s*(!?=)\s*"?([^"]*?)"?\s*\}$/.exec(pattern) ?? [];
  if (field === undefined) return undefined;
  for (const { format } of writtenInto(model, group)) {
    const fields = fieldsOf(format);
    if (fields === undefined) continue;
    const filled = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (filled === undefined) return `looks for ${field}, which the access log does not write`;
    if (/status/i.test(field) && !/status/i.test(filled))
      return `looks for ${field}, under which the access log writes ${filled}`;
    if (!/status/i.test(filled)) continue;
    if (operator === '!=') return `counts all but status ${value ?? ''}`;
    if (!/^[45](?:\d\d|\d\*|\*\*?)$/.test(value ?? '')) return `looks for status ${value ?? ''}, which is no refusal`;
  }
  return undefined;
}
