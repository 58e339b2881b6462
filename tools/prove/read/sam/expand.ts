import type { Template, TemplateResource } from '../../json';
import { globalsFor } from './globals';
import { expandApi, implicitApis, type ApiBody } from './apis';
import { expandFunction } from './functions';
import { isObject } from './written';

const transform = 'AWS::Serverless-2016-10-31';

/** Transforms that change nothing this proof reads. */
const harmless = new Set([transform, 'AWS::LanguageExtensions']);

export interface Expanded {
  readonly template: Template;
  /** What the reader of the proof has to know: macros nobody can run here, a Transform that was forgotten. */
  readonly notes: readonly string[];
}

/**
 * Writes a SAM template out as the CloudFormation that the transform would make of it, as far as routes, authorizers,
 * domains, functions and their permissions go. Other macros cannot be run here: each becomes a note.
 */
export function expandSam(template: Template): Expanded {
  const transforms = [template.Transform ?? []]
    .flat()
    .map(name => (isObject(name) ? String(name['Name']) : String(name)));
  const usesSam = Object.values(template.Resources).some(({ Type }) => Type.startsWith('AWS::Serverless::'));
  const notes = [
    ...transforms
      .filter(name => !harmless.has(name))
      .map(name => `the macro ${name} rewrites this template when it is deployed, and cannot be run here`),
    ...(usesSam && !transforms.includes(transform)
      ? [`it uses AWS::Serverless types without Transform: ${transform}; CloudFormation will not take it`]
      : []),
  ];
  return usesSam ? { template: { ...template, Resources: expandResources(template) }, notes } : { template, notes };
}

function expandResources(template: Template): Template['Resources'] {
  const globals = globalsFor(template);
  const written: [string, TemplateResource][] = Object.entries(template.Resources).map(([id, resource]) => [
    id,
    { ...resource, Properties: globals(resource.Type, resource.Properties ?? {}) },
  ]);
  // Functions first: their events become the paths of the APIs.
  const bodies = new Map<string, ApiBody>();
  const resources: Record<string, TemplateResource> = {};
  for (const [id, resource] of written)
    if (resource.Type === 'AWS::Serverless::Function') Object.assign(resources, expandFunction(id, resource, bodies));
  for (const [id, resource] of [...written, ...implicitApis(bodies, globals)]) {
    if (resource.Type === 'AWS::Serverless::Api' || resource.Type === 'AWS::Serverless::HttpApi')
      Object.assign(resources, expandApi(id, resource, bodies.get(id)));
    else if (resource.Type === 'AWS::Serverless::SimpleTable')
      resources[id] = { ...resource, Type: 'AWS::DynamoDB::Table', Properties: {} };
    else if (!resource.Type.startsWith('AWS::Serverless::')) resources[id] = resource;
  }
  return resources;
}
