import { assemblyOf } from '../../../tools/local/assembly';
import type { Assembly, Stack, Template, TemplateResource } from '../../../tools/local/types';

/** A stack written by hand, in the home Region unless another is given. */
export const stack = (
  name: string,
  resources: Record<string, TemplateResource>,
  rest: Partial<Template> & { region?: string } = {},
): Stack => {
  const { region = 'eu-west-1', ...template } = rest;
  return {
    name,
    region,
    template: { ...template, Resources: resources },
    asset: key => {
      throw new Error(`no asset ${key}`);
    },
  };
};

/** An assembly of hand-made stacks, in deployment order. */
export const assembly = (...stacks: Stack[]): Assembly => assemblyOf('/nowhere', stacks);
