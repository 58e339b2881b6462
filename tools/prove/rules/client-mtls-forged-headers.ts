import type { Json } from '../json';
import { attachedTo, rulesOf } from '../facts/web-acl';
import { at, objects, text } from '../graph/lookups';
import type { CloudFrontHop, Path } from '../graph/types';
import { target, unknownIn } from '../marks';
import { stands, unproven, weak, type Context, type Rule } from '../rule';

const header = 'cloudfront-viewer-cert-';

/** What a client writes under the names of certificate headers does not reach the API. */
export const clientMtlsForgedHeaders: Rule = {
  id: 'client-mtls/forged-headers',
  layer: 'client-mtls',
  reason:
    "Behind CloudFront the API knows a device by the headers CloudFront-Viewer-Cert-*. AWS does not say that CloudFront removes a client's own copies, and a client that may write them is any device it likes.",
  fix: `Delete every header whose name begins with ${header} from the request in a viewer-request function before setting what was verified, or block such requests in the web ACL.`,
  check(path, context) {
    const [front, origin] = path.hops;
    if (front?.kind !== 'cloudfront' || origin === undefined) return [];
    // Where no certificate is asked for, the layer is missing, unless by decision: then whatever names one is forged.
    const asksForNone = at(front.distribution, 'ViewerMtlsConfig') === undefined;
    if (asksForNone && path.route.noCertificateReason === undefined) return [];
    const where = { resource: front.where.resource, property: `${front.behaviourPath}.FunctionAssociations` };
    const deleting = deletesThem(front, context);
    if (deleting === true || blocksThem(path, context))
      return [stands(where, 'forged certificate headers go no further')];
    return deleting === 'unknown'
      ? [unproven(where, 'the viewer-request function is in none of the templates given')]
      : [weak(where, `nothing removes ${header}* that a client sent`)];
  },
};

function deletesThem({ behaviour }: CloudFrontHop, { model, properties }: Context): boolean | 'unknown' {
  const associated = objects(behaviour['FunctionAssociations']).filter(
    ({ EventType }) => EventType === 'viewer-request',
  );
  const codes = associated.map(({ FunctionARN }) => {
    const fn = target(model, FunctionARN);
    return fn === undefined ? undefined : text(properties(fn)['FunctionCode']);
  });
  if (codes.some(code => code !== undefined && code.toLowerCase().includes(header) && /\bdelete\b/.test(code)))
    return true;
  return codes.some(code => code === undefined || unknownIn(code) !== undefined) ? 'unknown' : false;
}

const blocksThem = (path: Path, context: Context): boolean => {
  const acl = attachedTo(path, context)?.acl;
  if (acl === undefined) return false;
  return (rulesOf(acl, context) ?? []).some(({ effect, statement }) => effect === 'block' && matchesNames(statement));
};

/** A match on header names, alone or as one of several alternatives. */
function matchesNames(statement: Json | undefined): boolean {
  const match = at(statement, 'ByteMatchStatement');
  if (match === undefined) return objects(at(statement, 'OrStatement.Statements')).some(matchesNames);
  const headers = at(match, 'FieldToMatch.Headers');
  return (
    at(headers, 'MatchScope') === 'KEY' &&
    at(headers, 'MatchPattern.All') !== undefined &&
    header.startsWith(text(at(match, 'SearchString')) ?? '-') &&
    at(match, 'PositionalConstraint') === 'STARTS_WITH'
  );
}
