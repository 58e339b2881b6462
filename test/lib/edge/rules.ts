import { only, type Template } from '../../assembly';
import type { Claim } from '../../claims';
import { get, property, set } from '../paths';

/** Reading the rules of a template's web ACL, and claims about them. */

export interface Rule {
  Name: string;
  Priority: number;
  VisibilityConfig: { MetricName: string; SampledRequestsEnabled: boolean; CloudWatchMetricsEnabled: boolean };
}

export const rulesOf = (from: Template) => only(from, 'AWS::WAFv2::WebACL').Properties.Rules as Rule[];

/** A claim about one rule of a stack's web ACL, found by its name. */
export const rule = (stackRule: string, claim: string, path: string, is: unknown, weakened: unknown): Claim => {
  const find = (from: Template) => rulesOf(from).find(({ Name }) => Name === stackRule);
  return {
    layer: 'waf',
    claim: `${stackRule}: ${claim}`,
    assertion: from => expect(get(find(from), path)).toEqual(is),
    weaken: from => set(find(from), path, weakened),
  };
};

export const acl = (claim: string, path: string, is: unknown, weakened: unknown): Claim =>
  property({ layer: 'waf', claim, type: 'AWS::WAFv2::WebACL', path, is, weakened });

export const blocks = (name: string, status: number, body: string): Claim =>
  rule(
    name,
    `blocks with ${status}`,
    'Action',
    {
      Block: { CustomResponse: expect.objectContaining({ ResponseCode: status, CustomResponseBodyKey: body }) },
    },
    { Count: {} },
  );

export const rated = ['PerAddress', 'PerAddressSensitive', 'PerAddressPublic', 'PerToken'];
export const refusing = ['ForgedEdgeHeaders', 'BodyTooLarge', 'QueryTooLarge', 'PathTooLarge'];
export const managed = [
  'AWSManagedRulesAmazonIpReputationList',
  'AWSManagedRulesKnownBadInputsRuleSet',
  'AWSManagedRulesCommonRuleSet',
];
