import type { BlockList } from 'node:net';
import type { RE2JS } from 're2js';
import * as z from 'zod';
import { LocalError } from '../types';
import { check, unread } from '../check';
import { compileBlock, customBodies, customResponse, type Answer } from './answers';
import type { Context, Matcher } from './context';
import type { WafRequest } from './request';
import { compileStatement } from './statements';

/** What the web ACL decides about a request. */
export type Verdict =
  | {
      readonly allowed: true;
      /** Headers that rules insert for the origin. */ readonly insert: readonly (readonly [string, string])[];
    }
  | {
      readonly allowed: false;
      /** Name of the rule, `Default_Action` where none. */ readonly rule: string;
      readonly answer: Answer;
    };

export interface WebAcl {
  readonly scope: 'CLOUDFRONT' | 'REGIONAL';
  /** How many rules are evaluated; managed rule groups are not among them. */
  readonly rules: number;
  /** How many bytes of the body the rules are shown; 0 where none inspects it. */
  readonly bodyLimit: number;
  /** Managed rule groups, which AWS does not publish. */
  readonly notModelled: readonly string[];
  evaluate(request: WafRequest): Verdict;
}

export interface Sets {
  readonly ipSets: ReadonlyMap<string, BlockList>;
  readonly patternSets: ReadonlyMap<string, readonly RE2JS[]>;
}

const insertion = z.strictObject({
  InsertHeaders: z.array(z.strictObject({ Name: z.string(), Value: z.string() })).min(1),
});
const passing = z.strictObject({ CustomRequestHandling: insertion.optional() });
const blocking = z.strictObject({ CustomResponse: customResponse.optional() });
const action = z.union([
  z.strictObject({ Allow: passing }),
  z.strictObject({ Count: passing }),
  z.strictObject({ Block: blocking }),
]);

const ruleSchema = z.strictObject({
  Name: z.string(),
  Priority: z.int().min(0),
  Action: z.record(z.string(), z.unknown()).optional(),
  OverrideAction: unread,
  RuleLabels: z.array(z.strictObject({ Name: z.string() })).default([]),
  Statement: z.record(z.string(), z.unknown()),
  VisibilityConfig: unread,
});

const inspectionLimit = z.strictObject({ DefaultSizeInspectionLimit: z.enum(['KB_16', 'KB_32', 'KB_48', 'KB_64']) });

const schema = z.strictObject({
  Name: z.string().default('web-acl'),
  Scope: z.enum(['CLOUDFRONT', 'REGIONAL']),
  DefaultAction: z.record(z.string(), z.unknown()),
  Rules: z.array(ruleSchema).default([]),
  CustomResponseBodies: customBodies,
  AssociationConfig: z
    .strictObject({
      RequestBody: z.strictObject({ CLOUDFRONT: inspectionLimit.optional(), API_GATEWAY: inspectionLimit.optional() }),
    })
    .optional(),
  Description: unread,
  Tags: unread,
  VisibilityConfig: unread,
  DataProtectionConfig: unread,
});
type Definition = z.output<typeof schema>;
type RuleDefinition = z.output<typeof ruleSchema>;

interface Rule {
  readonly name: string;
  readonly matches: Matcher;
  readonly labels: readonly string[];
  /** What a match ends in; absent: the request goes on to the next rule (Count). */
  readonly verdict?: Verdict;
  readonly insert: readonly (readonly [string, string])[];
}

/** Compiles the properties of an `AWS::WAFv2::WebACL`, intrinsics resolved, once; requests are only evaluated. */
export function compileWebAcl(properties: unknown, sets: Sets, now: () => number = Date.now): WebAcl {
  const definition = check('web ACL', schema, properties);
  let inspectsBody = false;
  const context = { ...sets, now, wantsBody: () => void (inspectsBody = true) };
  const sorted = [...definition.Rules].sort((a, b) => a.Priority - b.Priority);
  const notModelled = sorted.flatMap(rule => managedGroup(rule) ?? []);
  const rules = sorted
    .filter(rule => managedGroup(rule) === undefined)
    .map(rule => compileRule(definition, rule, context));
  const fallback = compileAction(definition, 'Default_Action', definition.DefaultAction);
  if (fallback.verdict === undefined)
    throw new LocalError(`web ACL ${definition.Name}: DefaultAction: got Count, takes Allow or Block`);
  // The one it stands before: in CLOUDFRONT scope a distribution, in REGIONAL scope here always a REST stage.
  const { [definition.Scope === 'CLOUDFRONT' ? 'CLOUDFRONT' : 'API_GATEWAY']: limit } =
    definition.AssociationConfig?.RequestBody ?? {};
  const kilobytes = limit?.DefaultSizeInspectionLimit ?? 'KB_16';
  return {
    scope: definition.Scope,
    rules: rules.length,
    bodyLimit: inspectsBody ? Number(kilobytes.slice(3)) * 1024 : 0,
    notModelled,
    evaluate: request => evaluate(rules, fallback.verdict ?? allowed, request),
  };
}

const allowed: Verdict = { allowed: true, insert: [] };

function evaluate(rules: readonly Rule[], fallback: Verdict, request: WafRequest): Verdict {
  const labels = new Set<string>();
  const evaluation = { request, labels };
  const insert: (readonly [string, string])[] = [];
  const ended = (verdict: Verdict): Verdict =>
    verdict.allowed && insert.length > 0 ? { allowed: true, insert: [...insert, ...verdict.insert] } : verdict;
  for (const rule of rules) {
    if (!rule.matches(evaluation)) continue;
    for (const label of rule.labels) labels.add(label);
    if (rule.verdict !== undefined) return ended(rule.verdict);
    insert.push(...rule.insert);
  }
  return ended(fallback);
}

const managed = z.object({ VendorName: z.string().default('AWS'), Name: z.string() });

/** The name of the managed rule group a rule stands for; undefined for any other rule. */
function managedGroup({ Name, Statement }: RuleDefinition): string | undefined {
  if (!('ManagedRuleGroupStatement' in Statement)) return undefined;
  const group = check(`web ACL rule ${Name}`, managed, Statement['ManagedRuleGroupStatement']);
  return group.VendorName === 'AWS' ? group.Name : `${group.VendorName} ${group.Name}`;
}

function compileRule(definition: Definition, rule: RuleDefinition, context: Omit<Context, 'where' | 'nested'>): Rule {
  const where = `web ACL ${definition.Name}: rule ${rule.Name}`;
  if (rule.Action === undefined) throw new LocalError(`${where}: got no Action, takes Allow, Block or Count`);
  return {
    name: rule.Name,
    matches: compileStatement(rule.Statement, { ...context, where }),
    labels: rule.RuleLabels.map(({ Name }) => `awswaf:local:webacl:${definition.Name}:${Name}`),
    ...compileAction(definition, rule.Name, rule.Action),
  };
}

function compileAction(definition: Definition, rule: string, value: unknown): Pick<Rule, 'verdict' | 'insert'> {
  const where = `web ACL ${definition.Name}: rule ${rule}`;
  const kind = Object.keys(value as object).join(', ');
  if (!['Allow', 'Block', 'Count'].includes(kind))
    throw new LocalError(`${where}: got the action ${kind || 'nothing'}, takes Allow, Block or Count here`);
  const parsed = check(where, action, value);
  if ('Block' in parsed)
    return {
      insert: [],
      verdict: {
        allowed: false,
        rule,
        answer: compileBlock(parsed.Block.CustomResponse, definition.CustomResponseBodies, where),
      },
    };
  const { CustomRequestHandling } = 'Allow' in parsed ? parsed.Allow : parsed.Count;
  // WAF prefixes the names itself, so that a rule cannot overwrite a header of the client (WAF guide, custom requests).
  const insert = (CustomRequestHandling?.InsertHeaders ?? []).map(
    ({ Name, Value }) => [`x-amzn-waf-${Name.toLowerCase()}`, Value] as const,
  );
  return 'Allow' in parsed ? { insert, verdict: { allowed: true, insert } } : { insert };
}
