import { compileWebAcl, type Sets, type Verdict, type WebAcl } from '../../../../../tools/local/edge/waf/acl';
import type { WafRequest } from '../../../../../tools/local/edge/waf/request';
import { webAclProperties } from '../support';

type Json = Record<string, unknown>;

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
