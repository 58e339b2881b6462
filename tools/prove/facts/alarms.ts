import type { Json } from '../json';
import { at, objects, text } from '../graph/lookups';
import type { Where } from '../graph/types';
import type { Model, Resource } from '../model';
import { asText } from '../values';
import { oncePer } from './once-per';

/** One metric that an alarm looks at. */
export interface Watched {
  readonly where: Where;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly dimensions: ReadonlyMap<string, Json>;
  readonly statistic: string | undefined;
  readonly period: number | undefined;
}

export interface Alarm {
  readonly resource: Resource;
  readonly properties: Readonly<Record<string, Json>>;
  /** Its one metric, or those its expression is made of. */
  readonly watched: readonly Watched[];
  /** A sum, a rate, a band: what it comes to cannot be judged from its parts. */
  readonly expression: boolean;
}

export const alarmsOf = oncePer((model: Model): readonly Alarm[] =>
  model.ofType('AWS::CloudWatch::Alarm').map(resource => {
    const properties = model.properties(resource);
    const queries = objects(properties['Metrics']);
    if (queries.length === 0)
      return { resource, properties, watched: [watchedIn(resource, '', properties, properties)], expression: false };
    const watched = queries.flatMap((query, i) => {
      const stat = query['MetricStat'];
      const metric = at(stat, 'Metric');
      return stat === undefined || metric === undefined
        ? []
        : [
            watchedIn(resource, `Metrics.${i}.MetricStat.Metric.`, metric, {
              Statistic: at(stat, 'Stat') ?? '',
              Period: at(stat, 'Period') ?? null,
            }),
          ];
    });
    return { resource, properties, watched, expression: true };
  }),
);

function watchedIn(resource: Resource, prefix: string, metric: Json, stat: Readonly<Record<string, Json>>): Watched {
  const dimensions = objects(at(metric, 'Dimensions'));
  return {
    where: { resource, property: `${prefix}Dimensions` },
    namespace: text(at(metric, 'Namespace')),
    name: text(at(metric, 'MetricName')),
    dimensions: new Map(dimensions.map(dimension => [asText(dimension['Name']), dimension['Value'] ?? ''])),
    statistic: text(stat['Statistic']) ?? text(stat['ExtendedStatistic']),
    period: numberOf(stat['Period']),
  };
}

export const numberOf = (value: Json | undefined): number | undefined =>
  value === undefined || asText(value).trim() === '' || !Number.isFinite(Number(asText(value)))
    ? undefined
    : Number(asText(value));
