import type { Json } from '../json';
import { at } from '../graph/lookups';
import { isObject, type Resource } from '../model';
import { weak, type Verdict } from '../rule';
import { allowing, many, principals, type Statement } from './policy-document';

/** Roles that issue certificates and publish truststores: whoever has one decides whom the API trusts. */

/** Where others than Lambda may take the role. */
export function takenByOthers(
  role: Resource,
  { AssumeRolePolicyDocument }: Readonly<Record<string, Json>>,
): readonly Verdict[] {
  return allowing(AssumeRolePolicyDocument).flatMap(({ statement, index }) => {
    const other = principals(statement).find(({ kind, name }) => kind !== 'Service' || name !== 'lambda.amazonaws.com');
    const where = { resource: role, property: `AssumeRolePolicyDocument.Statement.${index}` };
    return other === undefined ? [] : [weak(where, `${other.name} may take this role, and sign or publish with it`)];
  });
}

/** Whether a statement reaches every resource of its kind: `*`, `…:key/*`, `…:certificate/*`, `arn:aws:s3:::*`. */
export const reachesAll = (statement: Statement): boolean =>
  statement['NotResource'] !== undefined ||
  many(statement['Resource']).some(
    resource =>
      typeof resource === 'string' &&
      /^(?:\*|arn:[^:]*:kms:.*:key\/\*|arn:[^:]*:acm:.*:certificate\/\*|arn:[^:]*:s3:::\*.*)$/.test(resource),
  );

/** A condition on the tag of what is touched, or of what is made: one's own is told from others by it. */
export function namesTag(condition: Json | undefined): boolean {
  const equals = at(condition, 'StringEquals');
  return isObject(equals) && Object.keys(equals).some(key => /^aws:(?:Resource|Request)Tag\//.test(key));
}
