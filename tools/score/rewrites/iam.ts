import type { Json, Template, TemplateResource } from '../../prove/json';
import { asText, own } from '../../prove/values';
import { ofTemplates, type Rewrite } from './rewrite';

/** The same rights, written elsewhere. */

type Properties = Readonly<Record<string, Json>>;

const isPolicy = ([, { Type }]: readonly [string, TemplateResource]): boolean => Type === 'AWS::IAM::Policy';

/** The roles that a policy is attached to, by Ref. */
const rolesOf = ({ Roles }: Properties): readonly string[] =>
  [Roles ?? []].flat().map(role => asText(own(role, 'Ref')));

function inRoles(
  template: Template,
  give: (role: Properties, name: string, policy: Properties) => Properties,
  keep: boolean,
): Template {
  const entries = Object.entries(template.Resources);
  const policies = entries.filter(isPolicy);
  return {
    ...template,
    Resources: Object.fromEntries(
      entries
        .filter(entry => keep || !isPolicy(entry))
        .map(([id, resource]) => {
          const own = policies.filter(([, { Properties = {} }]) => rolesOf(Properties).includes(id));
          const Properties = own.reduce<Properties>(
            (role, [name, policy]) => give(role, name, policy.Properties ?? {}),
            resource.Properties ?? {},
          );
          const { DependsOn, ...rest } = resource;
          const after = [DependsOn ?? []].flat().filter(each => keep || !policies.some(([name]) => name === each));
          return [id, { ...rest, Properties, ...(after.length === 0 ? {} : { DependsOn: after }) }];
        }),
    ),
  };
}

const listed = (value: Json | undefined): readonly Json[] => [value ?? []].flat();

const retyped = (template: Template, edit: (policy: Properties) => TemplateResource): Template => ({
  ...template,
  Resources: Object.fromEntries(
    Object.entries(template.Resources).map(entry => [
      entry[0],
      isPolicy(entry) ? edit(entry[1].Properties ?? {}) : entry[1],
    ]),
  ),
});

export const iam: readonly Rewrite[] = [
  ofTemplates('policies inside their roles', template =>
    inRoles(
      template,
      (role, _name, { PolicyName = '', PolicyDocument = {} }) => ({
        ...role,
        Policies: [...listed(role['Policies']), { PolicyName, PolicyDocument }],
      }),
      false,
    ),
  ),
  ofTemplates('managed policies that name their roles', template =>
    retyped(template, ({ PolicyDocument = {}, Roles = [] }) => ({
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { PolicyDocument, Roles },
    })),
  ),
  ofTemplates('managed policies that roles name', template => {
    const linked = inRoles(
      template,
      (role, name) => ({ ...role, ManagedPolicyArns: [...listed(role['ManagedPolicyArns']), { Ref: name }] }),
      true,
    );
    return retyped(linked, ({ PolicyDocument = {} }) => ({
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { PolicyDocument },
    }));
  }),
  ofTemplates('a policy of one role as AWS::IAM::RolePolicy', template =>
    retyped(template, ({ PolicyDocument = {}, PolicyName = '', Roles }) => ({
      Type: 'AWS::IAM::RolePolicy',
      Properties: { PolicyDocument, PolicyName, RoleName: listed(Roles)[0] ?? '' },
    })),
  ),
];
