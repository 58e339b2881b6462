import type { Json } from '../json';
import { aclsAround } from '../facts/around';
import { aclLogOf } from '../facts/web-acl-logs';
import { at, list, objects, text, truthy } from '../graph/lookups';
import { unknownIn } from '../marks';
import type { Resource } from '../model';
import { stands, unproven, weak, type Context, type Rule, type Verdict } from '../rule';

/** Headers that are the caller's, for as long as they last. */
const wanted = ['authorization', 'cookie'];

/** What the web ACL writes down of a request does not hold the token or session it came with. */
export const watchWebAclLogSecrets: Rule = {
  id: 'watch/web-acl-log-secrets',
  layer: 'watch',
  reason:
    'WAF writes every header of a request into its log, shows some of them as samples in the console, and writes what a rate rule counts by: bearer tokens and session cookies among them.',
  fix: 'In DataProtectionConfig hash or substitute the single headers authorization and cookie. RedactedFields covers the log alone: not samples, nor the keys of rate rules.',
  check(path, context) {
    return aclsAround(path, context).map(acl => context.once(watchWebAclLogSecrets.id, acl, () => judge(acl, context)));
  },
};

function judge(acl: Resource, { model, properties }: Context): Verdict {
  const written = properties(acl);
  const log = aclLogOf(model, acl);
  const protection = { resource: acl, property: 'DataProtectionConfig' };
  const redacted = log === undefined ? undefined : properties(log)['RedactedFields'];
  const reason = unknownIn(written['DataProtectionConfig']) ?? unknownIn(redacted);
  if (reason !== undefined) return unproven(protection, reason);
  const open = wanted.filter(header => !isProtected(written['DataProtectionConfig'], header));
  if (open.length === 0) return stands(protection, 'covers tokens and cookies wherever they are written');
  const sampled = samples(written);
  if (sampled !== undefined) return weak({ resource: acl, property: sampled }, `samples show ${open.join(' and ')}`);
  const counted = open.find(header => isCounted(written['Rules'], header));
  if (counted !== undefined && log !== undefined)
    return weak(protection, `a rate rule counts by ${counted}, and the log says by which`);
  const bare = log === undefined ? [] : open.filter(header => !isRedacted(redacted, header));
  return bare.length === 0
    ? stands({ resource: log ?? acl, property: 'RedactedFields' }, 'the log leaves tokens and cookies out')
    : weak({ resource: log ?? acl, property: 'RedactedFields' }, `the log holds ${bare.join(' and ')}`);
}

const isProtected = (config: Json | undefined, header: string): boolean =>
  objects(at(config, 'DataProtections')).some(
    ({ Action, Field, ExcludeRateBasedDetails }) =>
      (Action === 'HASH' || Action === 'SUBSTITUTION') &&
      !truthy(ExcludeRateBasedDetails) &&
      at(Field, 'FieldType') === 'SINGLE_HEADER' &&
      list(at(Field, 'FieldKeys')).some(key => text(key)?.toLowerCase() === header),
  );

const isRedacted = (fields: Json | undefined, header: string): boolean =>
  objects(fields).some(field => text(at(field, 'SingleHeader.Name'))?.toLowerCase() === header);

/** Where a web ACL shows samples of requests: its own setting, or that of a rule. */
function samples(acl: Readonly<Record<string, Json>>): string | undefined {
  if (truthy(at(acl, 'VisibilityConfig.SampledRequestsEnabled'))) return 'VisibilityConfig.SampledRequestsEnabled';
  const rule = objects(acl['Rules']).findIndex(one => truthy(at(one, 'VisibilityConfig.SampledRequestsEnabled')));
  return rule === -1 ? undefined : `Rules.${rule}.VisibilityConfig.SampledRequestsEnabled`;
}

const isCounted = (rules: Json | undefined, header: string): boolean =>
  objects(rules).some(rule =>
    objects(at(rule, 'Statement.RateBasedStatement.CustomKeys')).some(
      key => text(at(key, 'Header.Name'))?.toLowerCase() === header,
    ),
  );
