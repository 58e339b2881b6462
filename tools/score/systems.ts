import type { Profile } from '../../lib/chain';
import type { Json, Template, TemplateResource } from '../prove/json';
import type { StackInput } from '../prove/model';
import type { Oracle } from './expectation';
import { devicesOracle, oracle } from './oracle';

/** Something to mutate, and what is known of its mutants. */
export interface System {
  readonly stacks: readonly StackInput[];
  readonly profile: Profile;
  readonly oracle: Pick<Oracle, 'expectation'>;
  /** The oracle speaks of every value of every resource; otherwise only what it speaks of is mutated. */
  readonly whole: boolean;
}

/** The templates as our app synthesizes them. */
export const asDeployed = (stacks: readonly StackInput[]): System => ({
  stacks,
  profile: 'consumer',
  oracle,
  whole: true,
});

/** Those of an environment in which devices show certificates at the edge. */
export const forDevices = (stacks: readonly StackInput[]): System => ({
  stacks: stacks.map(stack => ({ ...stack, template: looseHeaders(stack.template) })),
  profile: 'managed',
  oracle: devicesOracle,
  whole: false,
});

/** Forged headers are removed in one place only, so that its loss shows: the web ACL looks for others. */
function looseHeaders(template: Template): Template {
  const resources = Object.entries(template.Resources).map(([id, resource]): [string, TemplateResource] => {
    const { Type, Properties = {} } = resource;
    if (Type !== 'AWS::WAFv2::WebACL') return [id, resource];
    const elsewhere = JSON.stringify(Properties['Rules'] ?? []).replaceAll('cloudfront-viewer-cert-', 'x-edge-');
    return [id, { ...resource, Properties: { ...Properties, Rules: JSON.parse(elsewhere) as Json } }];
  });
  return { ...template, Resources: Object.fromEntries(resources) };
}
