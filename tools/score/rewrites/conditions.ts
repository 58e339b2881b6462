import type { Json, Template, TemplateResource } from '../../prove/json';
import { isRecord } from '../../prove/values';
import { eachResource, eachValue, ofTemplates, type Rewrite } from './rewrite';

/** Conditions that can be decided from the templates. */

const decided: Readonly<Record<string, Json>> = {
  Always: { 'Fn::Equals': ['yes', 'yes'] },
  Never: { 'Fn::Not': [{ Condition: 'Always' }] },
  Both: { 'Fn::And': [{ Condition: 'Always' }, { 'Fn::Not': [{ Condition: 'Never' }] }] },
  Either: { 'Fn::Or': [{ Condition: 'Never' }, { 'Fn::Equals': [{ Ref: 'Stage' }, 'live'] }] },
};

const withConditions = (template: Template): Template => ({
  ...template,
  Conditions: { ...template.Conditions, ...decided },
  Parameters: { ...template.Parameters, Stage: { Type: 'String', Default: 'live' } },
});

const leaf = (value: Json): boolean =>
  typeof value !== 'object' || value === null || 'Ref' in value || 'Fn::GetAtt' in value;

const ofLeaves = (name: string, wrap: (value: Json) => Json): Rewrite =>
  ofTemplates(name, template => eachValue(withConditions(template), value => (leaf(value) ? wrap(value) : value)));

const everyResource = (name: string, edit: (resource: TemplateResource) => TemplateResource): Rewrite =>
  ofTemplates(name, template => eachResource(withConditions(template), edit));

/** What nobody deploys: a copy of every resource with all its defences off, under a condition that is false. */
function withShadows(template: Template): Template {
  const shadows = Object.entries(template.Resources).map(
    ([id, { Type, Properties = {} }]): [string, TemplateResource] => [
      `${id}Shadow`,
      {
        Type,
        Condition: 'Never',
        Properties: Object.fromEntries(
          Object.entries(Properties).filter(([key]) => !/^(?:Disable|Mutual|Authoriz|WebACL|Alarm|Source)/.test(key)),
        ),
      },
    ],
  );
  return withConditions({ ...template, Resources: { ...template.Resources, ...Object.fromEntries(shadows) } });
}

export const conditions: readonly Rewrite[] = [
  ofLeaves('If with a condition that is true', value => ({ 'Fn::If': ['Always', value, 'other'] })),
  ofLeaves('If with a condition that is false', value => ({ 'Fn::If': ['Never', 'other', value] })),
  ofLeaves('If with And, Not and Or', value => ({ 'Fn::If': ['Both', { 'Fn::If': ['Either', value, 'x'] }, 'y'] })),
  ofTemplates('If around whole properties', template =>
    eachResource(withConditions(template), resource => ({
      ...resource,
      Properties: Object.fromEntries(
        Object.entries(resource.Properties ?? {}).map(([key, value]) => [
          key,
          { 'Fn::If': ['Always', value, { Ref: 'AWS::NoValue' }] },
        ]),
      ),
    })),
  ),
  everyResource('every resource under a condition that is true', resource => ({ ...resource, Condition: 'Both' })),
  everyResource('properties that are NoValue', resource => ({
    ...resource,
    Properties: {
      ...resource.Properties,
      Ignored: { Ref: 'AWS::NoValue' },
      Tags: { 'Fn::If': ['Never', [], resource.Properties?.['Tags'] ?? { Ref: 'AWS::NoValue' }] },
    },
  })),
  ofTemplates('NoValue among the keys of every object', template =>
    eachValue(template, value =>
      isRecord(value) &&
      !('Fn::Join' in value) &&
      !leaf(value) &&
      !Object.keys(value).some(key => key.startsWith('Fn::'))
        ? { ...value, Ignored: { Ref: 'AWS::NoValue' } }
        : value,
    ),
  ),
  ofTemplates('undefended copies under a condition that is false', withShadows),
];
