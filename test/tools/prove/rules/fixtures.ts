import type { Json, TemplateResource } from '../../../../tools/prove/json';
import { Model } from '../../../../tools/prove/model';
import { prove } from '../../../../tools/prove/proof';
import type { Rule } from '../../../../tools/prove/rule';

/** What the fixtures of every rule are made of: small templates, edits of them, and a look through one rule's eyes. */

export type Resources = Readonly<Record<string, TemplateResource>>;

export interface StackFixture {
  readonly region?: string;
  readonly resources: Resources;
  /** Every parameter is a String without a value unless one is given here. */
  readonly parameters?: Readonly<Record<string, Json | undefined>>;
}

/** One stack in us-east-1, where a distribution, its web ACL and an API can all stand; or several, by name. */
export function modelOf(fixture: Resources | Readonly<Record<string, StackFixture>>): Model {
  const stacks = isStacks(fixture) ? fixture : { app: { resources: fixture } };
  return new Model(
    Object.entries(stacks).map(([name, { region = 'us-east-1', resources, parameters = {} }]) => ({
      name,
      region,
      template: {
        Resources: resources,
        Parameters: Object.fromEntries(Object.keys(parameters).map(parameter => [parameter, { Type: 'String' }])),
      },
      source: { file: `${name}.template.json`, text: '', format: 'json' },
      parameters: Object.fromEntries(
        Object.entries(parameters).flatMap(([parameter, value]) => (value === undefined ? [] : [[parameter, value]])),
      ),
      notes: [],
    })),
  );
}

const isStacks = (
  fixture: Resources | Readonly<Record<string, StackFixture>>,
): fixture is Readonly<Record<string, StackFixture>> => Object.values(fixture).some(value => 'resources' in value);

export interface Looking {
  /** Only paths whose first hop is of this kind. */
  readonly entry?: string;
  /** Only paths of the route with this key. */
  readonly route?: string;
}

/**
 * What one rule says about every path that is not closed, each once: `weak Distribution DistributionConfig.WebACLId`.
 * No line: the rule has nothing to say.
 */
export function look(rule: Rule, model: Model, { entry, route }: Looking = {}): readonly string[] {
  const layers = [rule.layer];
  const policy = { profile: 'managed', layers: { edge: layers, regional: layers }, waivers: [], external: [] } as const;
  const lines = prove(model, policy, [rule])
    .routes.flatMap(({ paths }) => paths)
    .filter(({ path }) => entry === undefined || path.hops[0]?.kind === entry)
    .filter(({ path }) => route === undefined || path.route.key === route)
    .flatMap(result => result.layers)
    .flatMap(({ verdicts }) => verdicts)
    .map(({ status, where }) => [status, where.resource.logicalId, where.property].filter(Boolean).join(' '));
  return [...new Set(lines)];
}

/** Copies of resources with properties set by dotted path below `Properties`; `undefined` deletes. */
export function edit(resources: Resources, changes: Readonly<Record<string, Json | undefined>>): Resources {
  // Each by itself: two resources written as one constant are two.
  const copy: Record<string, { Type: string; Properties?: unknown }> = Object.fromEntries(
    Object.entries(resources).map(([id, resource]) => [id, structuredClone(resource)]),
  );
  for (const [path, value] of Object.entries(changes)) {
    const [id = '', ...rest] = path.split('.');
    if (rest.length === 0) {
      delete copy[id];
      continue;
    }
    const last = rest.pop() ?? '';
    let inner = (copy[id] ??= { Type: 'Missing' }).Properties as Record<string, unknown>;
    for (const key of rest) inner = (inner[key] ??= {}) as Record<string, unknown>;
    if (value !== undefined) inner[last] = value;
    else if (Array.isArray(inner)) inner.splice(Number(last), 1);
    else delete inner[last];
  }
  return copy as Resources;
}

export const ref = (logicalId: string): Json => ({ Ref: logicalId });
export const attribute = (logicalId: string, name: string): Json => ({ 'Fn::GetAtt': [logicalId, name] });
export const joined = (...parts: readonly Json[]): Json => ({ 'Fn::Join': ['', parts] });

export const lambda = (properties: Readonly<Record<string, Json>> = {}): TemplateResource => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Role: 'arn:aws:iam::111122223333:role/app',
    ...properties,
  },
});

/** A web ACL that satisfies every rule of its layer. */
export const webAcl = (scope: 'CLOUDFRONT' | 'REGIONAL'): TemplateResource => ({
  Type: 'AWS::WAFv2::WebACL',
  Properties: {
    Scope: scope,
    DefaultAction: { Allow: {} },
    Rules: [
      {
        Name: 'PerAddress',
        Priority: 0,
        Action: { Block: {} },
        Statement: { RateBasedStatement: { Limit: 2000, EvaluationWindowSec: 300, AggregateKeyType: 'IP' } },
      },
      managedGroup('AWSManagedRulesKnownBadInputsRuleSet', 1),
      managedGroup('AWSManagedRulesCommonRuleSet', 2),
    ],
  },
});

const managedGroup = (name: string, priority: number): Json => ({
  Name: name,
  Priority: priority,
  OverrideAction: { None: {} },
  Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: name } },
});

/** A private, versioned bucket. */
export const bucket: TemplateResource = {
  Type: 'AWS::S3::Bucket',
  Properties: {
    VersioningConfiguration: { Status: 'Enabled' },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
  },
};

/** As `look` writes it, from one dotted path: `line('weak', 'WebAcl.Rules.0.Action')`. */
export const line = (status: string, path: string): string => `${status} ${path.replace('.', ' ')}`;

/** The resources with one property set to a parameter that has no value. */
export const unresolved = (resources: Resources, path: string): Readonly<Record<string, StackFixture>> => ({
  app: { resources: edit(resources, { [path]: { Ref: 'Unknown' } }), parameters: { Unknown: undefined } },
});
