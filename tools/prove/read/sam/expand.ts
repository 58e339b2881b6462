import type { Template, TemplateResource } from '../../json';
import { withoutMacros } from '../macros';
import { expandApi, implicitApis } from './apis';
import { expandFunction } from './functions';
import { globalsFor } from './globals';
import type { ApiBody } from './operations';
import { expandOther, stateMachineEvents } from './others';
import { generatedIds, resolveGenerated } from './references';
import { object, type Resources } from './written';

const transform = 'AWS::Serverless-2016-10-31';
const prefix = 'AWS::Serverless::';

export interface Expanded {
  readonly template: Template;
  /** What the reader of the proof has to know: macros nobody can run here, a Transform that was forgotten. */
  readonly notes: readonly string[];
}

/**
 * Writes a SAM template out as the CloudFormation that the transform would make of it, as far as routes, authorizers,
 * domains, functions and their permissions go. Other macros cannot be run here: each becomes a note.
 */
export function expandSam(written: Template): Expanded {
  const { template, transforms, notes } = withoutMacros(written, new Set([transform]));
  const types = Object.values(template.Resources).map(({ Type }) => Type);
  if (!types.some(type => type.startsWith(prefix))) return { template, notes };
  const globals = globalsFor(template);
  const full = Object.entries(template.Resources).map(([id, resource]): [string, TemplateResource] => [
    id,
    { ...resource, Properties: globals(resource.Type, object(resource.Properties)) },
  ]);
  const { resources, unknown } = expandResources(full, globals);
  const ids = generatedIds(full);
  return {
    template: {
      ...template,
      Resources: resolveGenerated(resources, ids),
      ...(template.Outputs === undefined ? {} : { Outputs: resolveGenerated(template.Outputs as never, ids) }),
    },
    notes: [
      ...notes,
      ...(transforms.includes(transform)
        ? []
        : [`it uses ${prefix} types without Transform: ${transform}; CloudFormation will not take it`]),
      ...unknown.map(({ id, type }) => `${id}: ${type} is not written out here`),
    ],
  };
}

function expandResources(
  written: readonly [string, TemplateResource][],
  globals: ReturnType<typeof globalsFor>,
): {
  readonly resources: Resources;
  readonly unknown: readonly { readonly id: string; readonly type: string }[];
} {
  // Functions first: their events become the paths of the APIs.
  const bodies = new Map<string, ApiBody>();
  const resources: Resources = {};
  for (const [id, resource] of written) {
    if (resource.Type === `${prefix}Function`) Object.assign(resources, expandFunction(id, resource, bodies));
    if (resource.Type === `${prefix}StateMachine`) stateMachineEvents(id, resource, bodies);
  }
  const unknown: { id: string; type: string }[] = [];
  for (const [id, resource] of [...written, ...implicitApis(bodies, globals)]) {
    if (resource.Type === `${prefix}Function`) continue;
    if (resource.Type === `${prefix}Api` || resource.Type === `${prefix}HttpApi`)
      Object.assign(resources, expandApi(id, resource, bodies.get(id)));
    else if (resource.Type.startsWith(prefix)) {
      const made = expandOther(id, resource);
      if (made === undefined) unknown.push({ id, type: resource.Type });
      Object.assign(resources, made);
    } else resources[id] = resource;
  }
  return { resources, unknown };
}
