import { compileWebAcl, type Sets, type Verdict, type WebAcl } from '../../../../tools/local/waf/acl';
import type { WafRequest } from '../../../../tools/local/waf/request';
import { webAclProperties } from '../edge/support';

export type Json = Record<string, unknown>;
export type Changes = Partial<WafRequest>;

export const noSets: Sets = { ipSets: new Map(), patternSets: new Map() };
export const noTransformation = [{ Priority: 0, Type: 'NONE' }];

/** A GET from TEST-NET, with the changes of a test. */
export const request = (changes: Partial<WafRequest> = {}): WafRequest => ({
  method: 'GET',
  path: '/accounts',
  query: undefined,
  headers: [['host', 'api.example.com']],
  clientIp: '192.0.2.1',
  body: '',
  bodyTruncated: false,
  ...changes,
});

export const aclOf = (
  rules: readonly Json[],
  options: { sets?: Sets; now?: () => number; changes?: Json } = {},
): WebAcl => compileWebAcl(webAclProperties(rules, options.changes), options.sets ?? noSets, options.now);

/** Whether a web ACL of this one statement blocks the request. */
export function matcher(statement: Json, sets: Sets = noSets): (changes?: Partial<WafRequest>) => boolean {
  const acl = aclOf([{ Statement: statement }], { sets });
  return changes => !acl.evaluate(request(changes)).allowed;
}

export const ruleOf = (verdict: Verdict): string | undefined => (verdict.allowed ? undefined : verdict.rule);

/** Statements, short. */
export const bytes = (
  PositionalConstraint: string,
  SearchString = 'admin',
  FieldToMatch: Json = { UriPath: {} },
): Json => ({
  ByteMatchStatement: { FieldToMatch, PositionalConstraint, SearchString, TextTransformations: noTransformation },
});
export const size = (ComparisonOperator: string, Size: number, FieldToMatch: Json): Json => ({
  SizeConstraintStatement: { FieldToMatch, ComparisonOperator, Size, TextTransformations: noTransformation },
});
export const regex = (RegexString: string, FieldToMatch: Json = { UriPath: {} }): Json => ({
  RegexMatchStatement: { FieldToMatch, RegexString, TextTransformations: noTransformation },
});

export const path = (value: string): Changes => ({ path: value });
export const query = (value: string): Changes => ({ query: value });
export const headers = (...pairs: [string, string][]): Changes => ({ headers: pairs });
export const method = (value: string): Changes => ({ method: value });
export const body = (value: string, bodyTruncated = false): Changes => ({ body: value, bodyTruncated });
