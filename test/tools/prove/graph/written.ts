import { buildGraph } from '../../../../tools/prove/graph/build';
import type { Hop, Path } from '../../../../tools/prove/graph/types';
import type { Json } from '../../../../tools/prove/json';
import { Model } from '../../../../tools/prove/model';
import { expandSam } from '../../../../tools/prove/read/sam/expand';
import { checked, parseYaml } from '../../../../tools/prove/read/template';

/** A model of one stack, from YAML as a template has it; the resources alone where it names no section. */
export function modelOf(yaml: string, parameters: Readonly<Record<string, Json>> = {}): Model {
  const text = /^Resources:/m.test(yaml) ? yaml : `Resources:\n${yaml.replaceAll(/^/gm, '  ')}`;
  const expanded = expandSam(checked('app.yaml', parseYaml('app.yaml', text)));
  return new Model([{ name: 'app', parameters, source: { file: '', text, format: 'yaml' }, ...expanded }]);
}

/** `Cdn DefaultCacheBehavior > Domain/v1 @prod GET /orders`, with `?` behind a way that may not be there. */
export const pathsOf = (model: Model): readonly string[] => buildGraph(model).paths.map(pathName).sort();

export function pathName({ hops, stage, route, doubt }: Path): string {
  const way = hops.map(hopName).join(' > ');
  return `${way}${stage === undefined ? '' : ` @${stage.name}`} ${route.key}${doubt === undefined ? '' : ' ?'}`;
}

function hopName(hop: Hop): string {
  const { logicalId } = hop.where.resource;
  if (hop.kind === 'cloudfront') return `${logicalId} ${hop.behaviourPath.replace('DistributionConfig.', '')}`;
  return hop.kind === 'domain' && hop.basePath !== '' ? `${logicalId}/${hop.basePath}` : logicalId;
}
